// A function's configuration as the Lambda API shows it, made of what callers give and Lambda's defaults.
import { LambdaApiError } from '../api-error';
import { environmentBytesMax, memoryMbMax, memoryMbMin, timeoutSecondsMax } from '../limits';

/** Members that CreateFunction and UpdateFunctionConfiguration take. */
export interface FunctionSettings {
  readonly Runtime?: string | undefined;
  readonly Role?: string | undefined;
  readonly Handler?: string | undefined;
  readonly Description?: string | undefined;
  /** Seconds. @default 3 */
  readonly Timeout?: number | undefined;
  /** MB. @default 128 */
  readonly MemorySize?: number | undefined;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> | undefined } | undefined;
  readonly TracingConfig?: { readonly Mode?: string | undefined } | undefined;
  readonly LoggingConfig?:
    | { readonly LogFormat?: string | undefined; readonly LogGroup?: string | undefined }
    | undefined;
  readonly EphemeralStorage?: { readonly Size: number } | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly DeadLetterConfig?: { readonly TargetArn?: string | undefined } | undefined;
  readonly Layers?: readonly string[] | undefined;
}

/** The API's FunctionConfiguration. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Runtime?: string;
  readonly Role: string;
  readonly Handler?: string;
  readonly CodeSize: number;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly LastModified: string;
  readonly CodeSha256: string;
  readonly Version: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly TracingConfig: { readonly Mode: string };
  readonly RevisionId: string;
  readonly State: 'Active';
  readonly LastUpdateStatus: 'Successful';
  readonly PackageType: 'Zip';
  readonly Architectures: readonly string[];
  readonly EphemeralStorage: { readonly Size: number };
  readonly SnapStart: { readonly ApplyOn: 'None'; readonly OptimizationStatus: 'Off' };
  readonly LoggingConfig: { readonly LogFormat: string; readonly LogGroup: string };
  readonly KMSKeyArn?: string;
  readonly DeadLetterConfig?: { readonly TargetArn?: string | undefined };
  readonly Layers?: readonly { readonly Arn: string; readonly CodeSize: number }[];
}

/** Variables that belong to the runtime. */
const reservedVariables = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/**
 * Refuses settings that Lambda would refuse.
 * @throws LambdaApiError ValidationException, InvalidParameterValueException
 */
export function checkSettings(settings: FunctionSettings): void {
  range('memorySize', settings.MemorySize, memoryMbMin, memoryMbMax);
  range('timeout', settings.Timeout, 1, timeoutSecondsMax);
  const variables = settings.Environment?.Variables ?? {};
  const reserved = Object.keys(variables).filter((name) => reservedVariables.has(name));
  const unable =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  if (reserved.length > 0) {
    throw new LambdaApiError(
      'InvalidParameterValueException',
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > environmentBytesMax) {
    throw new LambdaApiError(
      'InvalidParameterValueException',
      `${unable} exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}

function range(member: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return;
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw new LambdaApiError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

/** What is not a setting. */
export type FixedMembers = Pick<
  FunctionConfiguration,
  'FunctionName' | 'FunctionArn' | 'CodeSize' | 'CodeSha256' | 'LastModified' | 'RevisionId' | 'Architectures'
>;

/** The configuration of `$LATEST`. Settings that are not given keep what `before` has, or get Lambda's default. */
export function configured(
  fixed: FixedMembers,
  settings: FunctionSettings,
  before?: FunctionConfiguration,
): FunctionConfiguration {
  const { Variables: variables = before?.Environment?.Variables } = settings.Environment ?? {};
  const runtime = settings.Runtime ?? before?.Runtime;
  const handler = settings.Handler ?? before?.Handler;
  const layers = settings.Layers?.map((layer) => ({ Arn: layer, CodeSize: 0 })) ?? before?.Layers;
  const deadLetters = settings.DeadLetterConfig ?? before?.DeadLetterConfig;
  const key = settings.KMSKeyArn ?? before?.KMSKeyArn;
  return {
    ...fixed,
    ...(runtime === undefined ? {} : { Runtime: runtime }),
    Role: settings.Role ?? before?.Role ?? '',
    ...(handler === undefined ? {} : { Handler: handler }),
    Description: settings.Description ?? before?.Description ?? '',
    Timeout: settings.Timeout ?? before?.Timeout ?? 3,
    MemorySize: settings.MemorySize ?? before?.MemorySize ?? memoryMbMin,
    Version: '$LATEST',
    ...(variables === undefined ? {} : { Environment: { Variables: variables } }),
    TracingConfig: { Mode: settings.TracingConfig?.Mode ?? before?.TracingConfig.Mode ?? 'PassThrough' },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    EphemeralStorage: settings.EphemeralStorage ?? before?.EphemeralStorage ?? { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: settings.LoggingConfig?.LogFormat ?? before?.LoggingConfig.LogFormat ?? 'Text',
      LogGroup:
        settings.LoggingConfig?.LogGroup ?? before?.LoggingConfig.LogGroup ?? `/aws/lambda/${fixed.FunctionName}`,
    },
    ...(key === undefined ? {} : { KMSKeyArn: key }),
    ...(deadLetters === undefined ? {} : { DeadLetterConfig: deadLetters }),
    ...(layers === undefined ? {} : { Layers: layers }),
  };
}
