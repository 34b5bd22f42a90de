// What a state machine does besides stepping from state to state, as IAM sees it: the calls of its tasks (from the table
// of integrations, the hidden ones of `.sync` included), its Map Runs, its logs, traces and keys.
import { findIntegration, permissionsFor, type Whereabouts } from '../../integrations';
import { type JsonObject, own } from '../../json';
import type { Subject } from '../subject';
import { isDistributed, objectOf, type StateAt, textOf } from '../walk';
import { foreseen } from './foreseen';
import { keyNeeds } from './keys';
import type { Need } from './need';

/** Everything a machine needs. */
export function needsOf(subject: Subject): readonly Need[] {
  const where = whereabouts(subject.machine.arn);
  const ofStates = subject.states.flatMap((at) => [
    ...(at.type === 'Task' ? taskNeeds(at, where) : []),
    ...(at.type === 'Map' && isDistributed(at.state) ? mapNeeds(subject, at, where) : []),
  ]);
  return [...ofStates, ...keyNeeds(subject, ofStates), ...machineNeeds(subject)];
}

/** Parts of an ARN that other ARNs share. */
export function whereabouts(arn: string): Whereabouts {
  const [, partition = 'aws', , region = '*', account = '*'] = arn.split(':');
  return { partition, region, account };
}

/** Whom a role is passed to, by service of the integration. */
export const passedTo: { readonly [service: string]: string } = {
  ecs: 'ecs-tasks.amazonaws.com',
  'emr-serverless': 'emr-serverless.amazonaws.com',
  glue: 'glue.amazonaws.com',
  batch: 'batch.amazonaws.com',
  sagemaker: 'sagemaker.amazonaws.com',
  elasticmapreduce: 'elasticmapreduce.amazonaws.com',
  codebuild: 'codebuild.amazonaws.com',
  eks: 'eks.amazonaws.com',
};

/** AWS asks for the revision of a task definition: a family alone stands for its newest one, whichever that is then. */
function withRevision(taskDefinition: string): string {
  return /:\d+$|\*$/.test(taskDefinition) ? taskDefinition : `${taskDefinition}:*`;
}

/** Literal Parameters or Arguments of a task. */
export function parametersOf(at: StateAt): JsonObject {
  return objectOf(at.state, at.language === 'JSONata' ? 'Arguments' : 'Parameters') ?? {};
}

/** What one task calls. */
export function taskNeeds(at: StateAt, where: Whereabouts): readonly Need[] {
  const resource = textOf(at.state, 'Resource');
  if (resource === undefined) return [];
  const credentials = objectOf(at.state, 'Credentials');
  // The other role makes the calls; this one has to be allowed to become it.
  if (credentials !== undefined) {
    const role = textOf(credentials, 'RoleArn');
    return [
      need(
        at,
        'sts:AssumeRole',
        role === undefined || role.startsWith('{%') ? '*' : role,
        'it works as another role (Credentials)',
      ),
    ];
  }
  const integration = findIntegration(resource);
  if (integration.found === 'function') return [need(at, 'lambda:InvokeFunction', resource, `it invokes ${resource}`)];
  if (integration.found !== 'optimized' && integration.found !== 'aws-sdk') return [];
  const service = integration.service.replace('aws-sdk:', '');
  const principal = passedTo[service];
  const called = permissionsFor(integration, foreseen(parametersOf(at)), where).map(({ action, resource: arn }) => ({
    ...need(
      at,
      action,
      action === 'ecs:RunTask' ? withRevision(arn) : arn,
      `it calls ${integration.service}:${integration.action}${integration.pattern === 'requestResponse' ? '' : `.${integration.pattern}`}`,
    ),
    context: action === 'iam:PassRole' && principal !== undefined ? { 'iam:passedtoservice': [principal] } : {},
  }));
  return [
    ...called,
    ...(integration.found === 'aws-sdk' ? passedRoles(at, service, where) : []),
    ...(service === 'athena' && integration.action === 'startQueryExecution' ? asCaller(at) : []),
    ...(service === 'redshiftdata' && integration.action === 'executeStatement' ? databaseUser(at, where) : []),
  ];
}

// AWS: "Granting a user permissions to pass a role to an AWS service": whoever hands a role to a service needs PassRole.
function passedRoles(at: StateAt, service: string, { partition }: Whereabouts): readonly Need[] {
  if (service === 'sts') return [];
  const roles = Object.entries(parametersOf(at)).flatMap(([name, value]) =>
    /^(?:[A-Za-z]+)?Role(?:Arn)?$/.test(name) && typeof value === 'string' && value.startsWith(`arn:${partition}:iam::`)
      ? [value]
      : [],
  );
  const principal = passedTo[service];
  return roles.map((role) => ({
    ...need(at, 'iam:PassRole', role, `it hands the role to ${service}`),
    context: principal === undefined ? {} : { 'iam:passedtoservice': [principal] },
  }));
}

// AWS: "Authorizing access to the Amazon Redshift Data API": by a secret, or by credentials that are made for the role.
function databaseUser(at: StateAt, where: Whereabouts): readonly Need[] {
  const parameters = parametersOf(at);
  const { partition, region, account } = where;
  const secret = textOf(parameters, 'SecretArn');
  if (secret !== undefined) {
    const arn = secret.startsWith('arn:') ? secret : '*';
    return [need(at, 'secretsmanager:GetSecretValue', arn, 'it reads the secret of the database user')];
  }
  const because = 'it gets credentials of a database user';
  if (textOf(parameters, 'WorkgroupName') !== undefined) {
    const workgroups = `arn:${partition}:redshift-serverless:${region}:${account}:workgroup/*`;
    return [need(at, 'redshift-serverless:GetCredentials', workgroups, because)];
  }
  const cluster = textOf(parameters, 'ClusterIdentifier');
  const database = textOf(parameters, 'Database');
  if (cluster === undefined || database === undefined) return [];
  const name = `arn:${partition}:redshift:${region}:${account}:dbname:${cluster}/${database}`;
  return [need(at, 'redshift:GetClusterCredentialsWithIAM', name, because)];
}

// Athena reads and writes tables in the name of the role; which actions depends on the query, so none is missing and none
// is superfluous.
function asCaller(at: StateAt): readonly Need[] {
  return ['glue:*', 's3:*', 'lakeformation:*'].map((action) => ({
    ...need(at, action, '*', 'its query works in the name of the role'),
    optional: true,
  }));
}

function mapNeeds(subject: Subject, at: StateAt, where: Whereabouts): readonly Need[] {
  const { machine } = subject;
  const prefix = `arn:${where.partition}:states:${where.region}:${where.account}`;
  const children = `${prefix}:execution:${machine.name}:*`;
  const because = 'a Distributed Map starts a child execution for its items';
  const own402 = (action: string, resource: string): Need => ({
    ...need(at, action, resource, because),
    code: 'SFN402',
  });
  return [
    own402('states:StartExecution', machine.arn),
    own402('states:DescribeExecution', children),
    own402('states:StopExecution', children),
    own402('states:RedriveExecution', `${prefix}:execution:${machine.name}/${textOf(at.state, 'Label') ?? '*'}:*`),
    ...readerNeeds(at, where),
    ...writerNeeds(at, where),
  ];
}

function readerNeeds(at: StateAt, where: Whereabouts): readonly Need[] {
  const reader = objectOf(at.state, 'ItemReader');
  if (reader === undefined) return [];
  const { bucket, key } = placeOf(reader, 'Key');
  const config = objectOf(reader, 'ReaderConfig') ?? {};
  const objects = `arn:${where.partition}:s3:::${bucket}/${key}`;
  const whole = `arn:${where.partition}:s3:::${bucket}`;
  const listing = (textOf(reader, 'Resource') ?? '').endsWith(':listObjectsV2');
  if (listing) {
    const flatten = textOf(config, 'Transformation') === 'LOAD_AND_FLATTEN';
    return [
      need(at, 's3:ListBucket', whole, 'its reader lists the bucket'),
      ...(flatten ? [need(at, 's3:GetObject', `${whole}/*`, 'its reader loads the listed objects')] : []),
    ];
  }
  const manifest = textOf(config, 'InputType') === 'MANIFEST';
  return [
    need(at, 's3:GetObject', objects, 'its reader reads the object'),
    ...(manifest
      ? [need(at, 's3:GetObject', `arn:${where.partition}:s3:::*/*`, 'its reader reads what the manifest names')]
      : []),
  ];
}

function writerNeeds(at: StateAt, where: Whereabouts): readonly Need[] {
  const writer = objectOf(at.state, 'ResultWriter');
  if (writer === undefined || own(writer, 'Resource') === undefined) return [];
  const { bucket, key } = placeOf(writer, 'Prefix');
  const objects = `arn:${where.partition}:s3:::${bucket}/${key === '*' ? '*' : `${key.replace(/\/$/, '')}/*`}`;
  return ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'].map((action) =>
    need(at, action, objects, 'its ResultWriter writes the results there'),
  );
}

function placeOf(part: JsonObject, keyName: string): { readonly bucket: string; readonly key: string } {
  const parameters = objectOf(part, 'Parameters') ?? objectOf(part, 'Arguments') ?? {};
  const known = (name: string) => {
    const value = textOf(parameters, name);
    return value === undefined || value.startsWith('{%') ? '*' : value;
  };
  return { bucket: known('Bucket'), key: known(keyName) };
}

const deliveryActions = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const traceActions = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

function machineNeeds({ machine }: Subject): readonly Need[] {
  const needs: Need[] = [];
  if (machine.logging.level !== 'OFF') {
    for (const action of deliveryActions) needs.push(need(undefined, action, '*', 'it sends its logs to CloudWatch'));
  }
  if (machine.tracing)
    for (const action of traceActions) needs.push(need(undefined, action, '*', 'it sends traces to X-Ray'));
  if (machine.kmsKeyId !== undefined) {
    const key = machine.kmsKeyId.startsWith('arn:') ? machine.kmsKeyId : '*';
    const context = { 'kms:encryptioncontext:aws:states:statemachinearn': [machine.arn] };
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      needs.push({
        ...need(undefined, action, key, 'its definition and history are encrypted with a customer key'),
        code: 'SFN403',
        context,
      });
    }
  }
  return needs;
}

function need(at: StateAt | undefined, action: string, resource: string, because: string): Need {
  return { at, action, resource, because, code: 'SFN401', context: {} };
}
