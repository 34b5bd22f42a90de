// The AWS SDK integrations: every service with an API model, its actions, and the names under which Step Functions, the
// SDK for JavaScript and IAM know it. The names are read off the service models that AWS publishes with its SDKs
// (botocore 1.43.11; IoT Analytics and Lookout for Vision, which left later, from before).
import services from './sdk-services.json';

/** One service of the AWS SDK integrations. */
export interface SdkService {
  /** As in the Resource after `aws-sdk:`. */
  readonly id: string;
  /** Left of the dot in error names, after the SDK for Java version 2: `DynamoDb`, `SecretsManager`. */
  readonly errors: string;
  /** Package of the SDK for JavaScript version 3. */
  readonly package: string;
  /** Prefix of IAM actions. */
  readonly iam: string;
  /** How the API itself writes members: Step Functions writes all with a capital first letter. */
  readonly members: 'camel' | 'pascal';
  /** Operations of the API, as its model names them. */
  readonly operations: ReadonlySet<string>;
}

const texts: { readonly [id: string]: string } = services;
const known = new Map<string, SdkService>();

/** The service of that id, or undefined. */
export function sdkService(id: string): SdkService | undefined {
  const found = known.get(id);
  if (found !== undefined || !Object.hasOwn(texts, id)) return found;
  const [errors = '', client = '', iam = '', members, ...operations] = (texts[id] as string).split(' ');
  const service: SdkService = {
    id,
    errors,
    package: `@aws-sdk/client-${client}`,
    iam,
    members: members === 'camel' ? 'camel' : 'pascal',
    operations: new Set(operations),
  };
  known.set(id, service);
  return service;
}

/** Ids of all services, in order. */
export function sdkServiceIds(): readonly string[] {
  return Object.keys(texts);
}

/** The operation that an action of a Resource means: `putItem` is PutItem. Undefined if the service has none of that name. */
export function sdkOperation(service: SdkService, action: string): string | undefined {
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  return /^[a-z]/.test(action) && service.operations.has(operation) ? operation : undefined;
}
