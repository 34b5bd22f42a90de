// `run --iam`: what the role of a machine does not allow fails as on AWS, in the words that AWS has for it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepwright } from './terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-iam-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Statement {
  readonly actions: readonly string[];
  readonly resources?: readonly unknown[];
  readonly conditions?: object;
}

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
};
const greet = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'greet',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::123456789012:role/greet',
    Code: { ZipFile: 'exports.handler = async () => "hello";' },
  },
};

/** Runs a machine of one state with a role that has these statements. */
async function run(state: object, allowed: readonly Statement[], ...options: readonly string[]) {
  const template = {
    Resources: {
      Orders: table,
      Greet: greet,
      Sold: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'sold' } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'machine',
          AssumeRolePolicyDocument: { Statement: [] },
          Policies: [
            {
              PolicyName: 'p',
              PolicyDocument: {
                Statement: allowed.map(({ actions, resources = ['*'], conditions }) => ({
                  Effect: 'Allow',
                  Action: actions,
                  Resource: resources,
                  ...(conditions !== undefined && { Condition: conditions }),
                })),
              },
            },
          ],
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          RoleArn: arnOf('Role'),
          DefinitionString: JSON.stringify({ StartAt: 'Do', States: { Do: { Type: 'Task', End: true, ...state } } }),
          DefinitionSubstitutions: { Greet: arnOf('Greet'), Sold: { Ref: 'Sold' } },
        },
      },
    },
  };
  const file = join(folder, 'app.template.json');
  writeFileSync(file, JSON.stringify(template));
  const said = await stepwright(['run', 'Machine', '--assembly', file, '--json', ...options]);
  const { status, error, cause } = JSON.parse(said.stdout);
  return { status, error, cause: cause?.replace(/Request ID: [\w-]+/, 'Request ID: …') };
}

const put = {
  Resource: 'arn:aws:states:::dynamodb:putItem',
  Parameters: { TableName: 'orders', Item: { pk: { S: '1' } } },
};
const user = 'User: arn:aws:sts::123456789012:assumed-role/machine/';

test('a task that the role allows is done', async () => {
  const orders = { actions: ['dynamodb:PutItem'], resources: [arnOf('Orders')] };
  expect(await run(put, [orders], '--iam')).toMatchObject({ status: 'SUCCEEDED' });
});

test('without --iam nobody asks', async () => {
  expect(await run(put, [])).toMatchObject({ status: 'SUCCEEDED' });
});

test.each<[string, object, string, RegExp]>([
  [
    'an optimized integration',
    put,
    'DynamoDB.AmazonDynamoDBException',
    /is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table\/orders because no identity-based policy allows the dynamodb:PutItem action \(Service: AmazonDynamoDBv2; Status Code: 403; Error Code: AccessDeniedException; Request ID: …; Proxy: null\)$/,
  ],
  [
    'an SDK integration',
    { ...put, Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem' },
    'DynamoDb.DynamoDbException',
    /dynamodb:PutItem.*\(Service: DynamoDb, Status Code: 403, Request ID: …\)$/,
  ],
  [
    'a topic',
    { Resource: 'arn:aws:states:::sns:publish', Parameters: { TopicArn: `\${Sold}`, Message: 'm' } },
    'SNS.AuthorizationErrorException',
    /sns:Publish on resource: arn:aws:sns:us-east-1:123456789012:sold/,
  ],
  [
    'lambda:invoke',
    { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: `\${Greet}` } },
    'Lambda.AWSLambdaException',
    /lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:greet/,
  ],
  ['a function as the Resource', { Resource: `\${Greet}` }, 'Lambda.AWSLambdaException', /lambda:InvokeFunction/],
  [
    'what only .sync needs',
    {
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: 'j' },
    },
    'Glue.AccessDeniedException',
    /is not authorized to perform: glue:GetJobRun on resource: /,
  ],
])('%s that the role does not allow fails', async (_, state, error, cause) => {
  const failed = await run(state, [{ actions: ['glue:StartJobRun'] }], '--iam');
  expect(failed).toMatchObject({ status: 'FAILED', error });
  expect(failed.cause).toMatch(cause);
  expect(failed.cause.startsWith(user)).toBe(true);
});

test('the parameters decide as they are when the task runs', async () => {
  const others = [
    { actions: ['dynamodb:PutItem'], resources: ['arn:aws:dynamodb:us-east-1:123456789012:table/other'] },
  ];
  const computed = { ...put, Parameters: { 'TableName.$': "States.Format('{}', 'orders')", Item: { pk: { S: '1' } } } };
  expect(await run(computed, others, '--iam')).toMatchObject({ status: 'FAILED' });
});

test('a refusal can be caught like any other error', async () => {
  const caught = { ...put, Retry: [{ ErrorEquals: ['DynamoDB.AmazonDynamoDBException'], MaxAttempts: 1 }] };
  expect(await run(caught, [], '--iam')).toMatchObject({ status: 'FAILED', error: 'DynamoDB.AmazonDynamoDBException' });
});

test('what an unknown condition leaves open is done', async () => {
  const tagged = { actions: ['dynamodb:PutItem'], conditions: { StringEquals: { 'aws:ResourceTag/team': 'a' } } };
  expect(await run(put, [tagged], '--iam')).toMatchObject({ status: 'SUCCEEDED' });
});

test('a definition file has no role', async () => {
  const file = join(folder, 'machine.asl.json');
  writeFileSync(file, JSON.stringify({ StartAt: 'Go', States: { Go: { Type: 'Pass', End: true } } }));
  const said = await stepwright(['run', file, '--iam']);
  expect(said.code).toBe(2);
  expect(said.stderr).toContain('--iam asks the role of a machine, and a definition file has none');
});
