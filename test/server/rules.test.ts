// Rules of the API that the service model of 2016-11-23 states in its constraints and descriptions.
import * as sfn from '@aws-sdk/client-sfn';
import { machine, roleArn, type Started, startServer, until } from './started';

let server: Started;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});

const send: sfn.SFNClient['send'] = ((command: never) => server.sfn.send(command)) as never;
const arn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const pass = machine({
  A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
  B: { Type: 'Pass', Parameters: { 'y.$': '$x' }, End: true },
});

const create = (name: string, more: Partial<sfn.CreateStateMachineInput> = {}) =>
  send(new sfn.CreateStateMachineCommand({ name, definition: pass, roleArn, ...more }));

describe('names', () => {
  test.each(['a b', 'a/b', 'a:b', 'a\u0085', 'a\uFFFE', 'a\uFFFF', 'a\uD800', 'a\u{10FFFF}'])(
    '%j is refused',
    async (name) => {
      await expect(create(name)).rejects.toMatchObject({ name: 'InvalidName' });
    },
  );

  test('other letters are accepted', async () => {
    expect((await create('Bücher.v1-α_😀')).stateMachineArn).toBe(arn('Bücher.v1-α_😀'));
  });

  test('an alias is not a number; the sentence has the pattern of the model', async () => {
    const routingConfiguration = [{ stateMachineVersionArn: arn('a:1'), weight: 100 }];
    await expect(
      send(new sfn.CreateStateMachineAliasCommand({ name: '123', routingConfiguration })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '123' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
    });
  });
});

describe('METADATA_ONLY', () => {
  test('shows {} instead of the definition, and nothing that is read from it', async () => {
    const { stateMachineArn } = await create('metadata');
    const described = await send(
      new sfn.DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }),
    );
    expect(described).toMatchObject({ name: 'metadata', definition: '{}', roleArn });
    expect(described.variableReferences).toBeUndefined();
    const { executionArn } = await send(new sfn.StartExecutionCommand({ stateMachineArn }));
    const ofExecution = (includedData: sfn.IncludedData) =>
      send(new sfn.DescribeStateMachineForExecutionCommand({ executionArn, includedData }));
    expect((await ofExecution('METADATA_ONLY')).definition).toBe('{}');
    expect(await ofExecution('ALL_DATA')).toMatchObject({ definition: pass, variableReferences: { B: ['x'] } });
  });
});

test.each([
  ['StartExecution', new sfn.StartExecutionCommand({ stateMachineArn: arn('m/label') })],
  ['DescribeStateMachine', new sfn.DescribeStateMachineCommand({ stateMachineArn: arn('m/label') })],
  ['UpdateStateMachine', new sfn.UpdateStateMachineCommand({ stateMachineArn: arn('m/label'), roleArn })],
  ['DeleteStateMachine', new sfn.DeleteStateMachineCommand({ stateMachineArn: arn('m/label') })],
])('%s does not take the ARN of a distributed Map state', async (_operation, command) => {
  await expect(send(command as never)).rejects.toMatchObject({
    name: 'ValidationException',
    reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
  });
});

describe('ListExecutions', () => {
  test('PENDING_REDRIVE is asked of a Map Run only', async () => {
    const { stateMachineArn } = await create('pending');
    await expect(
      send(new sfn.ListExecutionsCommand({ stateMachineArn, statusFilter: 'PENDING_REDRIVE' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('a Map Run that does not exist is an error', async () => {
    const mapRunArn = 'arn:aws:states:us-east-1:123456789012:mapRun:m/l:none';
    await expect(send(new sfn.ListExecutionsCommand({ mapRunArn }))).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
  });
});

describe('CreateStateMachine is idempotent', () => {
  const other = machine({ B: { Type: 'Succeed' } });

  test('on definition, type and configuration, not on role and tags', async () => {
    const { stateMachineArn } = await create('again');
    const role = 'arn:aws:iam::123456789012:role/other';
    expect((await create('again', { roleArn: role, tags: [{ key: 'k', value: 'v' }] })).stateMachineArn).toBe(
      stateMachineArn,
    );
    expect((await send(new sfn.DescribeStateMachineCommand({ stateMachineArn }))).roleArn).toBe(roleArn);
    for (const more of [
      { definition: other },
      { type: 'EXPRESS' as const },
      { tracingConfiguration: { enabled: true } },
      { publish: true },
    ]) {
      await expect(create('again', more)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    }
  });

  test('it is compared with what the machine is now', async () => {
    const { stateMachineArn } = await create('changed');
    await send(new sfn.UpdateStateMachineCommand({ stateMachineArn, definition: other }));
    await expect(create('changed')).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    expect((await create('changed', { definition: other })).stateMachineArn).toBe(stateMachineArn);
  });

  test('with publish it answers the version of the revision', async () => {
    const first = await create('published', { publish: true, versionDescription: 'one' });
    expect(await create('published', { publish: true, versionDescription: 'one' })).toMatchObject({
      stateMachineVersionArn: first.stateMachineVersionArn,
    });
    await expect(create('published', { publish: true, versionDescription: 'two' })).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
    });
  });
});

describe('encryption', () => {
  test.each<[string, sfn.EncryptionConfiguration]>([
    ['a key for the type that has none', { type: 'AWS_OWNED_KEY', kmsKeyId: 'alias/k' }],
    ['no key for the type that needs one', { type: 'CUSTOMER_MANAGED_KMS_KEY' }],
  ])('%s is refused', async (_what, encryptionConfiguration) => {
    await expect(create('encrypted', { encryptionConfiguration })).rejects.toMatchObject({
      name: 'InvalidEncryptionConfiguration',
    });
  });

  test('a data key is reused for 300 seconds unless the request says otherwise', async () => {
    const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY' as const, kmsKeyId: 'alias/k' };
    const { stateMachineArn } = await create('encrypted', { encryptionConfiguration });
    const described = await send(new sfn.DescribeStateMachineCommand({ stateMachineArn }));
    expect(described.encryptionConfiguration).toEqual({
      ...encryptionConfiguration,
      kmsDataKeyReusePeriodSeconds: 300,
    });
  });
});

describe('ValidateStateMachineDefinition', () => {
  const definition = machine({
    A: { Type: 'Pass', Result: '$.a', Next: 'B' },
    B: { Type: 'Pass', Parameters: { b: '$.b' }, End: true },
  });
  const ask = (more: Partial<sfn.ValidateStateMachineDefinitionInput>) =>
    send(new sfn.ValidateStateMachineDefinitionCommand({ definition, ...more }));

  test('shows warnings only to those who ask, and they do not make it fail', async () => {
    expect(await ask({})).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    const { result, diagnostics } = await ask({ severity: 'WARNING' });
    expect(result).toBe('OK');
    expect(diagnostics?.map(({ severity, code }) => [severity, code])).toEqual([
      ['WARNING', 'PASS_RESULT_IS_STATIC'],
      ['WARNING', 'NO_DOLLAR'],
    ]);
  });

  test('maxResults cuts the list and says so; 0 is the default of 100', async () => {
    const one = await ask({ severity: 'WARNING', maxResults: 1 });
    expect([one.diagnostics?.length, one.truncated]).toEqual([1, true]);
    const all = await ask({ severity: 'WARNING', maxResults: 0 });
    expect([all.diagnostics?.length, all.truncated]).toEqual([2, false]);
    await expect(ask({ maxResults: 101 })).rejects.toThrow(
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    );
  });
});

describe('RedriveExecution', () => {
  test('answers a repeated request, also one before the last, without another redrive', async () => {
    const definition = machine({ A: { Type: 'Fail', Error: 'E' } });
    const { stateMachineArn } = await create('redriven', { definition });
    const { executionArn } = await send(new sfn.StartExecutionCommand({ stateMachineArn }));
    const redrive = async (clientToken: string) => {
      const { redriveDate } = await send(new sfn.RedriveExecutionCommand({ executionArn, clientToken }));
      const execution = await until(async () => {
        const described = await send(new sfn.DescribeExecutionCommand({ executionArn }));
        return described.status === 'RUNNING' ? undefined : described;
      });
      return [redriveDate, execution.redriveCount];
    };
    const [first] = await redrive('one');
    const [second] = await redrive('two');
    expect(await redrive('one')).toEqual([first, 2]);
    expect(await redrive('two')).toEqual([second, 2]);
    expect((await redrive('three'))[1]).toBe(3);
  });
});

describe('tags', () => {
  test.each([[{ key: 'a!', value: 'b' }], [{ key: 'a', value: '<b>' }], [{ key: 'aws:mine', value: 'b' }]])(
    '%j is refused',
    async (tag) => {
      const { stateMachineArn: resourceArn } = await create('tagged');
      await expect(send(new sfn.TagResourceCommand({ resourceArn, tags: [tag] }))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    },
  );

  test('letters of any script, white space and a few symbols are accepted, up to 50 tags', async () => {
    const { stateMachineArn: resourceArn } = await create('tagged');
    await send(new sfn.TagResourceCommand({ resourceArn, tags: [{ key: 'Größe 1', value: 'a_.:/=+-@ 2' }] }));
    const many = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: '' }));
    await expect(send(new sfn.TagResourceCommand({ resourceArn, tags: many }))).rejects.toMatchObject({
      name: 'TooManyTags',
    });
    await send(new sfn.TagResourceCommand({ resourceArn, tags: many.slice(1) }));
  });
});

// Recorded: the sentences.
describe('logging', () => {
  const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/mine:*';
  const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn } }];

  test.each<[string, sfn.LoggingConfiguration, string]>([
    ['a level without destination', { level: 'ALL' }, 'Must specify exactly one Log Destination.'],
    [
      'two destinations',
      { level: 'ALL', destinations: [...destinations, ...destinations] },
      'Must specify exactly one Log Destination.',
    ],
    ['a group that is not there', { level: 'ALL', destinations }, 'Log Destination not found.'],
    [
      'an ARN that is none',
      { level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'x' } }] },
      'Log Destination not found.',
    ],
  ])('%s is refused', async (_what, loggingConfiguration, reason) => {
    const message = `Invalid Logging Configuration: ${reason}`;
    await expect(create('logged', { loggingConfiguration })).rejects.toMatchObject({
      name: 'InvalidLoggingConfiguration',
      message,
    });
    const { stateMachineArn } = await create('unlogged');
    await expect(
      send(new sfn.UpdateStateMachineCommand({ stateMachineArn, loggingConfiguration })),
    ).rejects.toMatchObject({ message });
  });

  test('a group that is there is taken', async () => {
    server.stack.local.logGroups.create('/aws/vendedlogs/states/mine');
    const { stateMachineArn } = await create('logged', { loggingConfiguration: { level: 'ERROR', destinations } });
    const described = await send(new sfn.DescribeStateMachineCommand({ stateMachineArn }));
    expect(described.loggingConfiguration).toEqual({ level: 'ERROR', includeExecutionData: false, destinations });
  });
});
