// The environment variables of a handler: the function's own, those that Lambda sets, and the endpoints of this run.
// Nothing of the host's environment is passed on: no credentials, no profile, no region.
import { createHash } from 'node:crypto';
import type { FunctionDefinition } from './definition';

/** Credentials that no service of AWS accepts. */
const fakeCredentials = {
  AWS_ACCESS_KEY_ID: 'ASIALOCALSTEPWRIGHT0',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
};

/** Keeps the SDK from looking for credentials outside the environment. */
const closedDoors = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

export interface EnvironmentContext {
  readonly taskRoot: string;
  readonly logStreamName: string;
  /** Endpoints and whatever else the run gives every function; the function's own variables come before them. */
  readonly shared: Readonly<Record<string, string>>;
}

export function environmentOf(definition: FunctionDefinition, context: EnvironmentContext): Record<string, string> {
  const { functionName, functionArn, version = '$LATEST', runtime = 'nodejs22.x' } = definition;
  const region = functionArn.split(':')[3] || 'us-east-1';
  return {
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    NODE_PATH: '/opt/nodejs/node_modules:/var/runtime/node_modules',
    ...fakeCredentials,
    ...closedDoors,
    ...context.shared,
    ...withQueuesHere(definition.environment, context.shared),
    // AWS: reserved, a function cannot set these.
    AWS_REGION: region,
    AWS_DEFAULT_REGION: definition.environment.AWS_DEFAULT_REGION ?? region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: context.logStreamName,
    ...(definition.logFormat === 'JSON' ? { AWS_LAMBDA_LOG_FORMAT: 'JSON' } : {}),
    LAMBDA_TASK_ROOT: context.taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: definition.handler,
  };
}

const queueOrigin = /https:\/\/(?:sqs\.[a-z0-9-]+|[a-z0-9-]+\.queue)\.amazonaws\.com(?:\.cn)?\/(?=\d{12}\/)/g;

/**
 * A function's variables with the URLs of queues leading to where SQS is served in this run. SDKs send a message to the host
 * of its queue's URL, whatever endpoint they were given: without this it would go to AWS.
 * @param shared what the run gives every function, `AWS_ENDPOINT_URL_SQS` or `AWS_ENDPOINT_URL` among it
 */
export function withQueuesHere(
  environment: Readonly<Record<string, string>>,
  shared: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const endpoint = shared.AWS_ENDPOINT_URL_SQS ?? shared.AWS_ENDPOINT_URL;
  if (endpoint === undefined) return environment;
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(queueOrigin, `${endpoint.replace(/\/$/, '')}/`),
    ]),
  );
}

/** `2026/11/21/[$LATEST]` and 32 hexadecimal digits, one stream for each environment. */
export function logStreamName(definition: FunctionDefinition, date: Date, ordinal: number): string {
  const day = date.toISOString().slice(0, 10).replaceAll('-', '/');
  const id = createHash('sha256')
    .update(`${definition.functionArn}#${date.getTime()}#${ordinal}`)
    .digest('hex')
    .slice(0, 32);
  return `${day}/[${definition.version ?? '$LATEST'}]${id}`;
}
