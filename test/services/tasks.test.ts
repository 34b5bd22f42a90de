import type { Json } from '../../lib/json';
import { LambdaApiError, type LambdaRuntime } from '../../lib/lambda';
import {
  createServices,
  type ExecutionDescription,
  type Executions,
  type Functions,
  runtimeFunctions,
  ServiceError,
} from '../../lib/services';
import { bare, callOf, perform, testWorld } from './harness';

const functions: Functions = {
  has: (name) => !name.includes('none'),
  invoke: ({ functionName, payload }) => {
    const error = { errorType: 'CustomException', errorMessage: '' };
    if (functionName.includes('spaced'))
      return {
        payload: '{ "errorType": "Spaced" }',
        functionError: 'Unhandled',
        executedVersion: '1',
        logTail: undefined,
      };
    if (functionName.includes('fails'))
      return Promise.resolve({
        payload: JSON.stringify(error),
        functionError: 'Unhandled',
        executedVersion: '$LATEST',
        logTail: undefined,
      });
    return { payload, functionError: undefined, executedVersion: '$LATEST', logTail: 'START' };
  },
};

function executionsOf(world: { now(): number }) {
  const ends = new Map<string, () => void>();
  const known = new Map<string, ExecutionDescription>();
  const stopped: string[] = [];
  const executions: Executions = {
    has: (arn) => !arn.endsWith('none'),
    start: ({ stateMachineArn, name = 'n', input = '{}' }) => {
      if (stateMachineArn.endsWith('none'))
        throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
      const executionArn = `${stateMachineArn.replace('stateMachine', 'execution')}:${name}`;
      known.set(executionArn, {
        executionArn,
        stateMachineArn,
        name,
        status: 'RUNNING',
        startDate: world.now(),
        stopDate: undefined,
        input,
        output: undefined,
        error: undefined,
        cause: undefined,
      });
      return { executionArn, startDate: world.now() };
    },
    describe: (arn) => known.get(arn),
    onEnd: (arn, callback) => {
      ends.set(arn, callback);
      return () => ends.delete(arn);
    },
    stop: (arn) => void stopped.push(arn),
    api: (operation, request) => {
      if (operation === 'SendTaskSuccess') throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
      return { operation, request, startDate: 0 };
    },
  };
  const end = (arn: string, more: Partial<ExecutionDescription>) => {
    known.set(arn, { ...(known.get(arn) as ExecutionDescription), stopDate: world.now(), ...more });
    ends.get(arn)?.();
  };
  return { executions, end, stopped };
}

function setUp() {
  const world = testWorld();
  const { executions, end, stopped } = executionsOf(world);
  const services = createServices({
    world,
    functions,
    executions,
    resources: {
      tables: [
        {
          TableName: 'orders',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        },
      ],
      buckets: ['b'],
      secrets: { 'db/password': 's3cret' },
      parameters: { '/app/limit': '5', '/app/deep/x': '1' },
    },
  });
  const run = (resource: string, input: Json) =>
    perform(
      services.performer,
      world,
      callOf(resource.startsWith('arn:') ? resource : `arn:aws:states:::${resource}`, input),
    );
  const settled = async (resource: string, input: Json) => {
    const io = run(resource, input);
    await io.settledOnce;
    return io;
  };
  return { world, services, run, settled, end, stopped };
}

/** A runtime that nobody gets to. */
const idle = { invoke: () => Promise.reject(new Error('nothing was to be invoked')) } as unknown as LambdaRuntime;

describe('Lambda', () => {
  test('a function as Resource gives the payload alone, at once', () => {
    const { run } = setUp();
    expect(run('arn:aws:lambda:us-east-1:123456789012:function:echo', { a: 1 }).output).toEqual({ a: 1 });
  });

  test('lambda:invoke gives the recorded members; a payload of null is {}', () => {
    const { run } = setUp();
    const { output } = run('lambda:invoke', { FunctionName: 'echo', Payload: null });
    expect(Object.keys(output as object)).toEqual([
      'ExecutedVersion',
      'Payload',
      'SdkHttpMetadata',
      'SdkResponseMetadata',
      'StatusCode',
    ]);
    expect(bare(output)).toEqual({ ExecutedVersion: '$LATEST', Payload: {}, StatusCode: 200 });
    expect(run('lambda:invoke', { FunctionName: 'echo', LogType: 'Tail' }).output).toMatchObject({
      LogResult: 'U1RBUlQ=',
    });
  });

  test('a function that fails: its error type, its whole payload', async () => {
    const { run, settled } = setUp();
    expect((await settled('lambda:invoke', { FunctionName: 'fails' })).failure).toEqual({
      ok: false,
      error: 'CustomException',
      cause: '{"errorType":"CustomException","errorMessage":""}',
    });
    // Verbatim for a function's ARN, written anew for lambda:invoke.
    expect(run('arn:aws:lambda:us-east-1:123456789012:function:spaced', {}).failure.cause).toBe(
      '{ "errorType": "Spaced" }',
    );
    expect(run('lambda:invoke', { FunctionName: 'spaced' }).failure.cause).toBe('{"errorType":"Spaced"}');
  });

  test('a function that does not exist', () => {
    const { run } = setUp();
    expect(run('lambda:invoke', { FunctionName: 'none' }).failure).toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
      cause: expect.stringMatching(
        /^Function not found: arn:aws:lambda:us-east-1:123456789012:function:none:\$LATEST \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: .*; Proxy: null\)$/,
      ),
    });
  });

  test('an event is taken with 202, a trial with 204', () => {
    const { run } = setUp();
    for (const [InvocationType, status] of [
      ['Event', 202],
      ['DryRun', 204],
    ] as const) {
      expect(run('lambda:invoke', { FunctionName: 'echo', InvocationType }).output).toMatchObject({
        StatusCode: status,
        SdkHttpMetadata: { HttpStatusCode: status },
      });
    }
    expect(run('lambda:invoke', { FunctionName: 'echo', InvocationType: 'Later' }).failure).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringContaining('Member must satisfy enum value set: [Event, RequestResponse, DryRun]'),
    });
  });

  // Lambda answers what is no name with a sentence of its own, which its model does not list.
  test('what is no name of a function', () => {
    const world = testWorld();
    const find = () => {
      throw new LambdaApiError(
        'ValidationException',
        "1 validation error detected: Value 'bad name!' at 'functionName'",
      );
    };
    const { performer } = createServices({ world, functions: runtimeFunctions({ runtime: idle, find }) });
    const failure = { error: 'Lambda.AWSLambdaException', cause: expect.stringContaining("Value 'bad name!'") };
    for (const FunctionName of ['bad name!', '']) {
      const call = callOf('arn:aws:states:::lambda:invoke', { FunctionName });
      expect(perform(performer, world, call).failure).toMatchObject(failure);
    }
  });

  test('aws-sdk:lambda:invoke gives the payload as a text, and tells of a failure instead of failing', async () => {
    const { settled } = setUp();
    expect((await settled('aws-sdk:lambda:invoke', { FunctionName: 'echo', Payload: { a: 1 } })).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: '{"a":1}',
      StatusCode: 200,
    });
    expect((await settled('aws-sdk:lambda:invoke', { FunctionName: 'fails' })).output).toMatchObject({
      FunctionError: 'Unhandled',
    });
    expect((await settled('aws-sdk:lambda:invoke', { FunctionName: 'none' })).failure.error).toBe(
      'Lambda.ResourceNotFoundException',
    );
  });

  test('with a token it waits; one that fails does not', async () => {
    const { run, settled } = setUp();
    const io = run('lambda:invoke.waitForTaskToken', { FunctionName: 'echo', Payload: { t: 1 } });
    expect(io.submissions).toMatchObject([{ Payload: { t: 1 } }]);
    expect(io.waits).toBe(true);
    expect((await settled('lambda:invoke.waitForTaskToken', { FunctionName: 'fails' })).failure.error).toBe(
      'CustomException',
    );
  });
});

describe('nested executions', () => {
  const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:child';
  const child = 'arn:aws:states:us-east-1:123456789012:execution:child:n';

  test('request-response', () => {
    const { world, run } = setUp();
    expect(bare(run('states:startExecution', { StateMachineArn: machine, Input: { a: 1 } }).output)).toEqual({
      ExecutionArn: child,
      StartDate: world.now(),
    });
  });

  test.each([
    ['sync', '{"a":1}', '{"b":2}'],
    ['sync:2', { a: 1 }, { b: 2 }],
  ])('.%s describes the execution when it has succeeded', (pattern, Input, Output) => {
    const { run, end } = setUp();
    const io = run(`states:startExecution.${pattern}`, { StateMachineArn: machine, Input: { a: 1 } });
    expect([io.submissions.length, io.waits, io.outcome]).toEqual([1, true, undefined]);
    end(child, { status: 'SUCCEEDED', output: '{"b":2}' });
    expect(io.output).toMatchObject({
      ExecutionArn: child,
      Input,
      InputDetails: { Included: true },
      Name: 'n',
      Output,
      OutputDetails: { Included: true },
      StateMachineArn: machine,
      Status: 'SUCCEEDED',
    });
  });

  test('a child that fails is States.TaskFailed with its description', () => {
    const { run, end } = setUp();
    const io = run('states:startExecution.sync:2', { StateMachineArn: machine });
    end(child, { status: 'FAILED', error: 'E', cause: 'c' });
    expect(io.failure.error).toBe('States.TaskFailed');
    expect(JSON.parse(io.failure.cause ?? '')).toMatchObject({ Cause: 'c', Error: 'E', Input: '{}', Status: 'FAILED' });
  });

  test('cancelling stops the child', () => {
    const { run, stopped } = setUp();
    run('states:startExecution.sync', { StateMachineArn: machine }).cancel();
    expect(stopped).toEqual([child]);
  });

  test('a machine that does not exist', () => {
    const { run } = setUp();
    expect(run('states:startExecution', { StateMachineArn: `${machine}none` }).failure).toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
      cause: expect.stringMatching(
        /^State Machine Does Not Exist: '.*none' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; /,
      ),
    });
  });

  test('aws-sdk:sfn: capital members, times as texts, names of version 2', () => {
    const { run } = setUp();
    expect(run('aws-sdk:sfn:startExecution', { StateMachineArn: machine, Input: { a: 1 }, Name: null }).output).toEqual(
      {
        Operation: 'StartExecution',
        Request: { StateMachineArn: machine, Input: '{"a":1}' },
        StartDate: '1970-01-01T00:00:00.000Z',
      },
    );
    expect(run('aws-sdk:sfn:sendTaskSuccess', { TaskToken: 't', Output: 'o' }).failure).toMatchObject({
      error: 'Sfn.InvalidTokenException',
      cause: expect.stringMatching(
        /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: .*\) \(SDK Attempt Count: 1\)$/,
      ),
    });
  });
});

describe('DynamoDB', () => {
  const key = { id: { S: '1' } };

  test('the results of both integrations', async () => {
    const { settled } = setUp();
    expect(
      bare((await settled('dynamodb:putItem', { TableName: 'orders', Item: { ...key, n: { N: '1' } } })).output),
    ).toEqual({});
    expect(
      (
        await settled('aws-sdk:dynamodb:updateItem', {
          TableName: 'orders',
          Key: key,
          UpdateExpression: 'set n = n + :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'UPDATED_NEW',
        })
      ).output,
    ).toEqual({ Attributes: { n: { N: '2' } } });
    expect((await settled('aws-sdk:dynamodb:getItem', { TableName: 'orders', Key: key })).output).toEqual({
      Item: { ...key, n: { N: '2' } },
    });
    expect((await settled('aws-sdk:dynamodb:scan', { TableName: 'orders' })).output).toMatchObject({
      Count: 1,
      ScannedCount: 1,
    });
  });

  // AWS: the optimized integration has the names of the SDK for Java version 1, the other those of version 2.
  test('types of attributes under the names of both SDK versions', async () => {
    const { settled } = setUp();
    const Item = {
      ...key,
      done: { BOOL: false },
      none: { NULL: true },
      tags: { SS: ['a'] },
      NS: { M: { SS: { L: [] } } },
    };
    await settled('dynamodb:putItem', { TableName: 'orders', Item });
    const renamed = {
      ...key,
      done: { Bool: false },
      none: { Nul: true },
      tags: { Ss: ['a'] },
      NS: { M: { SS: { L: [] } } },
    };
    expect((await settled('aws-sdk:dynamodb:getItem', { TableName: 'orders', Key: key })).output).toEqual({
      Item: renamed,
    });
    await settled('aws-sdk:dynamodb:putItem', { TableName: 'orders', Item: renamed });
    expect(bare((await settled('dynamodb:getItem', { TableName: 'orders', Key: key })).output)).toEqual({ Item });
  });

  test('errors under the names of both SDK versions', async () => {
    const { settled } = setUp();
    await settled('dynamodb:putItem', { TableName: 'orders', Item: key });
    const conditional = { TableName: 'orders', Item: key, ConditionExpression: 'attribute_not_exists(id)' };
    expect((await settled('dynamodb:putItem', conditional)).failure).toMatchObject({
      error: 'DynamoDB.ConditionalCheckFailedException',
      cause: expect.stringMatching(
        /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; /,
      ),
    });
    expect((await settled('aws-sdk:dynamodb:putItem', conditional)).failure.error).toBe(
      'DynamoDb.ConditionalCheckFailedException',
    );
    expect((await settled('aws-sdk:dynamodb:putItem', { TableName: 'none', Item: key })).failure).toMatchObject({
      error: 'DynamoDb.ResourceNotFoundException',
      cause: expect.stringMatching(
        /^Requested resource not found \(Service: DynamoDb, Status Code: 400, Request ID: [\w-]+\)$/,
      ),
    });
    // Codes that the model does not list go under the SDK's general exception.
    expect((await settled('dynamodb:putItem', { TableName: 'orders', Item: {} })).failure.error).toBe(
      'DynamoDB.AmazonDynamoDBException',
    );
  });

  test('a transaction happens as a whole', async () => {
    const { settled } = setUp();
    const item = (id: string) => ({
      Put: { TableName: 'orders', Item: { id: { S: id } }, ConditionExpression: 'attribute_not_exists(id)' },
    });
    expect(
      (await settled('aws-sdk:dynamodb:transactWriteItems', { TransactItems: [item('a'), item('b')] })).output,
    ).toEqual({});
    expect(
      (await settled('aws-sdk:dynamodb:transactWriteItems', { TransactItems: [item('c'), item('a')] })).failure,
    ).toMatchObject({
      error: 'DynamoDb.TransactionCanceledException',
      cause: expect.stringContaining('[None, ConditionalCheckFailed]'),
    });
    expect((await settled('aws-sdk:dynamodb:scan', { TableName: 'orders' })).output).toMatchObject({ Count: 2 });
  });
});

describe('S3', () => {
  test('a body is stored as its JSON text', () => {
    const { run } = setUp();
    expect(run('aws-sdk:s3:putObject', { Bucket: 'b', Key: 'k', Body: 'text data' }).output).toEqual({
      ChecksumCRC32: 'KUmHvQ==',
      ChecksumType: 'FULL_OBJECT',
      ETag: '"2b5df3712557f503a9977a8ea893b2c9"',
      ServerSideEncryption: 'AES256',
    });
    expect(run('aws-sdk:s3:putObject', { Bucket: 'b', Key: 'k', Body: { Dict: 'Value' } }).output).toMatchObject({
      ETag: '"49e31cee5aec8faf3345893addb14346"',
    });
    expect(run('aws-sdk:s3:getObject', { Bucket: 'b', Key: 'k' }).output).toEqual({
      AcceptRanges: 'bytes',
      ContentLength: 16,
      ContentType: 'text/plain; charset=UTF-8',
      ETag: '"49e31cee5aec8faf3345893addb14346"',
      LastModified: '2026-01-01T00:00:00Z',
      Metadata: {},
      ServerSideEncryption: 'AES256',
      Body: '{"Dict":"Value"}',
    });
  });

  test('what does not exist', () => {
    const { run } = setUp();
    expect(run('aws-sdk:s3:getObject', { Bucket: 'b', Key: 'none' }).failure).toMatchObject({
      error: 'S3.NoSuchKeyException',
      cause: expect.stringMatching(
        /^The specified key does not exist\. \(Service: S3, Status Code: 404, Request ID: .*, Extended Request ID: .*\)$/,
      ),
    });
    expect(run('aws-sdk:s3:listObjects', { Bucket: 'nowhere' }).failure.error).toBe('S3.NoSuchBucketException');
    expect(run('aws-sdk:s3:putObject', { Bucket: 'b', Key: 'k', IfMatch: 'x' }).failure.error).toBe(
      'S3.NoSuchKeyException',
    );
    expect(run('aws-sdk:s3:getObject', { Bucket: 'b', Key: 'k', Range: 'bytes=9-' }).failure.error).toBe(
      'S3.NoSuchKeyException',
    );
  });
});

describe('secrets and parameters', () => {
  test('are read', () => {
    const { run } = setUp();
    expect(run('aws-sdk:secretsmanager:getSecretValue', { SecretId: 'db/password' }).output).toMatchObject({
      Name: 'db/password',
      SecretString: 's3cret',
      Arn: expect.stringContaining(':secret:db/password'),
    });
    expect(run('aws-sdk:ssm:getParameter', { Name: '/app/limit' }).output).toMatchObject({
      Parameter: { Value: '5', Version: 1 },
    });
    expect(run('aws-sdk:ssm:getParametersByPath', { Path: '/app' }).output).toMatchObject({
      Parameters: [{ Name: '/app/limit' }],
    });
    expect(run('aws-sdk:ssm:getParametersByPath', { Path: '/app', Recursive: true }).output).toMatchObject({
      Parameters: [{}, {}],
    });
  });

  test('or are not there', () => {
    const { run } = setUp();
    expect(run('aws-sdk:secretsmanager:getSecretValue', { SecretId: 'none' }).failure.error).toBe(
      'SecretsManager.ResourceNotFoundException',
    );
    expect(run('aws-sdk:ssm:getParameter', { Name: '/none' }).failure.error).toBe('Ssm.ParameterNotFoundException');
    expect(
      run('aws-sdk:secretsmanager:createSecret', { Name: 'Invalid Name', SecretString: 'x' }).failure,
    ).toMatchObject({
      error: 'SecretsManager.SecretsManagerException',
      cause: expect.stringMatching(
        /^Invalid name\. Must be a valid name containing alphanumeric characters, or any of the following: -\/_\+=\.@! \(Service: SecretsManager, Status Code: 400, Request ID: .*\)$/,
      ),
    });
  });
});
