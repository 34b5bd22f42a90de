// Logging, tracing and encryption of a state machine: checked on the way in, completed with the service's defaults.
import { ApiError } from '../api-error';

export interface LoggingConfiguration {
  readonly destinations?: readonly { readonly cloudWatchLogsLogGroup: { readonly logGroupArn: string } }[];
  readonly includeExecutionData: boolean;
  readonly level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
}

export interface TracingConfiguration {
  readonly enabled: boolean;
}

export interface EncryptionConfiguration {
  readonly type: 'AWS_OWNED_KEY' | 'CUSTOMER_MANAGED_KMS_KEY';
  readonly kmsKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
}

/** What a caller may leave out. */
export interface LoggingRequest {
  readonly level?: LoggingConfiguration['level'] | undefined;
  readonly includeExecutionData?: boolean | undefined;
  readonly destinations?:
    | readonly { readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string | undefined } | undefined }[]
    | undefined;
}

/** @throws ApiError InvalidLoggingConfiguration */
export function loggingOf(request: LoggingRequest | undefined): LoggingConfiguration {
  const level = request?.level ?? 'OFF';
  const destinations = request?.destinations ?? [];
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length === 0)) {
    throw invalidLogging('Must specify exactly one Log Destination.');
  }
  const groups = destinations.map((destination) => {
    const logGroupArn = destination.cloudWatchLogsLogGroup?.logGroupArn;
    // AWS: the ARN of a log group ends with `:*`, its streams.
    if (logGroupArn === undefined || !/^arn:[^:]+:logs:[^:]+:[^:]*:log-group:[^:]+:\*$/.test(logGroupArn)) {
      throw invalidLogging('Log Destination not found.');
    }
    return { cloudWatchLogsLogGroup: { logGroupArn } };
  });
  return {
    ...(groups.length === 0 ? {} : { destinations: groups }),
    includeExecutionData: request?.includeExecutionData ?? false,
    level,
  };
}

export function tracingOf(request: { readonly enabled?: boolean | undefined } | undefined): TracingConfiguration {
  return { enabled: request?.enabled ?? false };
}

/** What a caller may leave out. */
export interface EncryptionRequest {
  readonly type?: EncryptionConfiguration['type'] | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly kmsDataKeyReusePeriodSeconds?: number | undefined;
}

/** @throws ApiError InvalidEncryptionConfiguration */
export function encryptionOf(request: EncryptionRequest | undefined): EncryptionConfiguration {
  const { type = 'AWS_OWNED_KEY', kmsKeyId, kmsDataKeyReusePeriodSeconds } = request ?? {};
  if (type === 'AWS_OWNED_KEY') {
    if (kmsKeyId !== undefined) {
      throw invalidEncryption('kmsKeyId must not be set for the encryption type AWS_OWNED_KEY');
    }
    return { type };
  }
  if (kmsKeyId === undefined) {
    throw invalidEncryption('kmsKeyId must be set for the encryption type CUSTOMER_MANAGED_KMS_KEY');
  }
  return { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: kmsDataKeyReusePeriodSeconds ?? 300 };
}

function invalidLogging(reason: string): ApiError {
  return new ApiError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${reason}`);
}

function invalidEncryption(reason: string): ApiError {
  return new ApiError('InvalidEncryptionConfiguration', `Invalid Encryption Configuration: ${reason}`);
}
