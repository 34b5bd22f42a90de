// The Lambda API on the same port, by AWS's own client, and functions in workflows.
import * as lambda from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { zipSync } from 'fflate';
import { machine, roleArn, type Started, startServer } from './started';

let server: Started;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});

const zip = (code: string) => zipSync({ 'index.js': Buffer.from(`exports.handler = async (event) => ${code};`) });
const payload = (answer: lambda.InvokeCommandOutput) => Buffer.from(answer.Payload ?? []).toString();

async function create(FunctionName: string, code: string): Promise<void> {
  const settings = { Runtime: 'nodejs20.x' as const, Handler: 'index.handler', Role: roleArn };
  await server.lambda.send(
    new lambda.CreateFunctionCommand({ FunctionName, ...settings, Code: { ZipFile: zip(code) } }),
  );
}

test('a function is created, found, listed, changed, invoked and deleted', async () => {
  await create('echo', '({ got: event })');
  const found = await server.lambda.send(new lambda.GetFunctionCommand({ FunctionName: 'echo' }));
  expect(found.Configuration).toMatchObject({ FunctionName: 'echo', Version: '$LATEST', MemorySize: 128, Timeout: 3 });
  await expect(create('echo', '1')).rejects.toMatchObject({ name: 'ResourceConflictException' });
  const changed = await server.lambda.send(
    new lambda.UpdateFunctionConfigurationCommand({ FunctionName: 'echo', MemorySize: 256 }),
  );
  expect(changed.MemorySize).toBe(256);
  const invoke = (InvocationType: lambda.InvocationType) =>
    server.lambda.send(new lambda.InvokeCommand({ FunctionName: 'echo', Payload: '{"a":1}', InvocationType }));
  expect(payload(await invoke('RequestResponse'))).toBe('{"got":{"a":1}}');
  expect((await invoke('Event')).StatusCode).toBe(202);
  expect((await invoke('DryRun')).StatusCode).toBe(204);
  await server.lambda.send(new lambda.UpdateFunctionCodeCommand({ FunctionName: 'echo', ZipFile: zip('2') }));
  expect(payload(await invoke('RequestResponse'))).toBe('2');
  const { Functions } = await server.lambda.send(new lambda.ListFunctionsCommand({}));
  expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['echo']);
  await server.lambda.send(new lambda.DeleteFunctionCommand({ FunctionName: 'echo' }));
  await expect(invoke('RequestResponse')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('versions keep their code, aliases lead to them', async () => {
  await create('versioned', '1');
  const { Version } = await server.lambda.send(new lambda.PublishVersionCommand({ FunctionName: 'versioned' }));
  await server.lambda.send(new lambda.UpdateFunctionCodeCommand({ FunctionName: 'versioned', ZipFile: zip('2') }));
  await server.lambda.send(
    new lambda.CreateAliasCommand({ FunctionName: 'versioned', Name: 'live', FunctionVersion: Version }),
  );
  const invoke = async (Qualifier?: string) =>
    payload(await server.lambda.send(new lambda.InvokeCommand({ FunctionName: 'versioned', Qualifier })));
  expect([await invoke(), await invoke('1'), await invoke('live')]).toEqual(['2', '1', '1']);
  const aliases = await server.lambda.send(new lambda.ListAliasesCommand({ FunctionName: 'versioned' }));
  expect(aliases.Aliases).toHaveLength(1);
  const versions = await server.lambda.send(new lambda.ListVersionsByFunctionCommand({ FunctionName: 'versioned' }));
  expect(versions.Versions?.map((version) => version.Version)).toEqual(['$LATEST', '1']);
});

test('a failing function says so in a header, its error is the payload', async () => {
  await create('failing', '{ throw new RangeError("too far"); }');
  const answer = await server.lambda.send(new lambda.InvokeCommand({ FunctionName: 'failing', LogType: 'Tail' }));
  expect(answer.FunctionError).toBe('Unhandled');
  expect(JSON.parse(payload(answer))).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
  expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toContain('REPORT RequestId');
});

test('a zip whose entries point outside is refused', async () => {
  const ZipFile = zipSync({ '../../escaped.js': Buffer.from('1') });
  const settings = { Runtime: 'nodejs20.x' as const, Handler: 'index.handler', Role: roleArn };
  await expect(
    server.lambda.send(new lambda.CreateFunctionCommand({ FunctionName: 'slip', ...settings, Code: { ZipFile } })),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

test('a workflow calls functions by ARN and by lambda:invoke', async () => {
  await create('double', 'event.n * 2');
  const definition = machine({
    A: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:double',
      ResultPath: '$.n',
      Next: 'B',
    },
    B: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'double', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      End: true,
    },
  });
  const { stateMachineArn } = await server.sfn.send(
    new CreateStateMachineCommand({ name: 'doubling', definition, roleArn, type: 'EXPRESS' }),
  );
  const { output } = await server.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"n":3}' }));
  expect(output).toBe('12');
});
