// The permissions that an execution role needs for a task: from the row of an optimized integration, or worked out for
// an AWS SDK integration. ARNs are filled as far as the parameters are known when nothing runs yet.
import { isArray, isObject, type Json, own } from '../json';
import type { OptimizedIntegration, SdkIntegration } from './find';
import type { ArnTemplate, Grant } from './row';

/** What a permission is asked for. */
export interface Permission {
  /** An IAM action such as `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, with `*` where a part is not known before running. */
  readonly resource: string;
}

/** Where the machine lives: fills {partition}, {region} and {account}. */
export interface Whereabouts {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * Permissions for one task.
 * @param parameters literal Parameters or Arguments; a member that is only known at run time is left out or ends in `.$`
 */
export function permissionsFor(
  integration: OptimizedIntegration | SdkIntegration,
  parameters: Json,
  where: Whereabouts,
): readonly Permission[] {
  const grants =
    integration.found === 'optimized'
      ? integration.row.iam.filter((grant) => applies(grant, integration, parameters))
      : [sdkGrant(integration)];
  return grants.flatMap((grant) =>
    grant.actions.flatMap((action) =>
      grant.resources
        .flatMap((template) => fillArn(template, parameters, where))
        .map((resource) => ({ action, resource })),
    ),
  );
}

function applies(grant: Grant, integration: OptimizedIntegration, parameters: Json): boolean {
  if (grant.patterns !== undefined && !grant.patterns.includes(integration.pattern)) return false;
  return grant.when === undefined || given(parameters, grant.when.split('.'));
}

/** Whether a member is there, be its value known or computed (`Name.$`). */
function given(value: Json | undefined, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return value !== undefined;
  if (!isObject(value)) return false;
  return own(value, `${name}.$`) !== undefined || given(own(value, name), rest);
}

/** API operations whose IAM action has another name, or that need several. */
const otherNames: { readonly [operation: string]: readonly string[] } = {
  's3:ListObjects': ['s3:ListBucket'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:HeadObject': ['s3:GetObject'],
  's3:GetObjectAttributes': ['s3:GetObject'],
  's3:CopyObject': ['s3:GetObject', 's3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:UploadPart': ['s3:PutObject'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'sqs:SendMessageBatch': ['sqs:SendMessage'],
  'sqs:DeleteMessageBatch': ['sqs:DeleteMessage'],
  'sns:PublishBatch': ['sns:Publish'],
  'dynamodb:TransactGetItems': ['dynamodb:GetItem'],
  'dynamodb:TransactWriteItems': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  'bedrock:Converse': ['bedrock:InvokeModel'],
};

/** Services whose resource can be told from a parameter; for all others it is `*`. */
const sdkArns: { readonly [service: string]: ArnTemplate } = {
  dynamodb: 'arn:{partition}:dynamodb:{region}:{account}:table/{TableName}',
  lambda: 'arn:{partition}:lambda:{region}:{account}:function:{FunctionName}',
  sqs: 'arn:{partition}:sqs:{region}:{account}:{QueueUrl}',
  sns: '{TopicArn}',
  sfn: '{StateMachineArn}',
  secretsmanager: 'arn:{partition}:secretsmanager:{region}:{account}:secret:{SecretId}-*',
  ssm: 'arn:{partition}:ssm:{region}:{account}:parameter/{Name#trimmed}',
};

function sdkGrant({ sdk, operation }: SdkIntegration): Grant {
  const actions = otherNames[`${sdk.iam}:${operation}`] ?? [`${sdk.iam}:${operation}`];
  if (sdk.id !== 's3') return { actions, resources: [sdkArns[sdk.id] ?? '*'] };
  const ofObject = actions.some((action) => /Object|MultipartUploadParts/.test(action) && !/Versions$/.test(action));
  if (actions[0] === 's3:ListAllMyBuckets') return { actions, resources: ['*'] };
  return { actions, resources: [ofObject ? 'arn:{partition}:s3:::{Bucket}/{Key}' : 'arn:{partition}:s3:::{Bucket}'] };
}

/** The ARNs that a template stands for: one, or several where it names a member of list items. */
export function fillArn(template: ArnTemplate, parameters: Json, where: Whereabouts): readonly string[] {
  const places: { readonly [name: string]: string } = { ...where };
  let arns = [template];
  for (const [place, expression = ''] of template.matchAll(/\{([^}]+)\}/g)) {
    const fixed = places[expression];
    const values = fixed === undefined ? valuesOf(expression, parameters) : [fixed];
    arns = arns.flatMap((arn) =>
      values.map((value) =>
        value.startsWith('arn:') && fixed === undefined ? value : arn.replace(place, () => value),
      ),
    );
  }
  return [...new Set(arns)];
}

/** `Name`, `A.B`, `List[].Member`, each perhaps with `#part` of the value and `|default`. */
function valuesOf(expression: string, parameters: Json): readonly string[] {
  const [, path = '', part, fallback] = /^([^#|]+)(?:#(\w+))?(?:\|(.*))?$/.exec(expression) ?? [];
  const values = select(parameters, path.split('.'), fallback ?? '*');
  return values.map((value) => shorten(value, part));
}

function select(value: Json | undefined, path: readonly string[], fallback: string): readonly string[] {
  const [step, ...rest] = path;
  if (step === undefined) return [typeof value === 'string' ? value : '*'];
  if (!isObject(value)) return ['*'];
  const listed = step.endsWith('[]');
  const name = listed ? step.slice(0, -2) : step;
  const member = own(value, name);
  if (member === undefined) return [own(value, `${name}.$`) === undefined ? fallback : '*'];
  if (typeof member === 'string' && member.startsWith('{%')) return ['*'];
  if (!listed) return select(member, rest, fallback);
  return isArray(member) ? member.flatMap((item) => select(item, rest, fallback)) : ['*'];
}

function shorten(value: string, part: string | undefined): string {
  if (part === 'name') return value.slice(value.lastIndexOf(':') + 1);
  if (part === 'host') return value.split('.')[0] ?? value;
  if (part === 'path') return value.replace(/^s3:\/\//, '');
  if (part === 'trimmed') return value.replace(/^\//, '');
  return /^https?:\/\//.test(value) ? value.slice(value.lastIndexOf('/') + 1) : value;
}
