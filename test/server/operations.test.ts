// Every operation of the API, called by AWS's own client.
import * as sfn from '@aws-sdk/client-sfn';
import { isOperation } from '../../lib/server';
import { machine, roleArn, type Started, startServer, until } from './started';

let server: Started;
const called = new Set<string>();

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});

// The client's types tie a command to its answer; the name is noted beside.
const send: sfn.SFNClient['send'] = ((command: { constructor: { name: string } }) => {
  called.add(command.constructor.name.replace(/Command$/, ''));
  return server.sfn.send(command as never);
}) as never;

const pass = machine({ A: { Type: 'Pass', Result: { done: true }, End: true } });

async function create(name: string, definition = pass, more: object = {}): Promise<string> {
  const { stateMachineArn } = await send(new sfn.CreateStateMachineCommand({ name, definition, roleArn, ...more }));
  return stateMachineArn as string;
}

async function ended(executionArn: string): Promise<sfn.DescribeExecutionOutput> {
  return until(async () => {
    const execution = await send(new sfn.DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
}

describe('state machines', () => {
  test('are created once, described, listed by name, updated and deleted', async () => {
    const arn = await create('b');
    await create('a');
    expect(await create('b')).toBe(arn);
    await expect(create('b', machine({ B: { Type: 'Succeed' } }))).rejects.toThrow(
      `State Machine Already Exists: '${arn}'`,
    );
    const described = await send(new sfn.DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(described).toMatchObject({
      name: 'b',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: pass,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    expect(described.revisionId).toBeUndefined();
    const { stateMachines } = await send(new sfn.ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(['a', 'b']);
    const updated = await send(
      new sfn.UpdateStateMachineCommand({ stateMachineArn: arn, definition: machine({ B: { Type: 'Succeed' } }) }),
    );
    expect(updated.revisionId).toBeDefined();
    await expect(send(new sfn.UpdateStateMachineCommand({ stateMachineArn: arn }))).rejects.toThrow(
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
    await send(new sfn.DeleteStateMachineCommand({ stateMachineArn: arn }));
    await send(new sfn.DeleteStateMachineCommand({ stateMachineArn: arn }));
    await expect(send(new sfn.DescribeStateMachineCommand({ stateMachineArn: arn }))).rejects.toThrow(
      `State Machine Does Not Exist: '${arn}'`,
    );
  });

  test('are refused with the words of the validator', async () => {
    await expect(create('bad', '{"StartAt":"A"}')).rejects.toThrow(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
    );
    const { result, diagnostics } = await send(
      new sfn.ValidateStateMachineDefinitionCommand({ definition: '{"StartAt":"A"}' }),
    );
    expect([result, diagnostics?.[0]?.code]).toEqual(['FAIL', 'SCHEMA_VALIDATION_FAILED']);
  });

  test('tell the variables that each state reads', async () => {
    const arn = await create(
      'variables',
      machine({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: { Type: 'Pass', Parameters: { 'y.$': '$x' }, End: true },
      }),
    );
    const { variableReferences } = await send(new sfn.DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(variableReferences).toEqual({ B: ['x'] });
  });
});

describe('versions and aliases', () => {
  test('a version is published once a revision, an alias leads to it, and neither is pulled away', async () => {
    const arn = await create('versioned');
    const first = await send(new sfn.PublishStateMachineVersionCommand({ stateMachineArn: arn, description: 'one' }));
    const again = await send(new sfn.PublishStateMachineVersionCommand({ stateMachineArn: arn }));
    expect(again.stateMachineVersionArn).toBe(first.stateMachineVersionArn);
    const second = await send(
      new sfn.UpdateStateMachineCommand({
        stateMachineArn: arn,
        definition: machine({ A: { Type: 'Pass', Result: 2, End: true } }),
        publish: true,
      }),
    );
    const route = (stateMachineVersionArn: string | undefined, weight = 100) => ({ stateMachineVersionArn, weight });
    const { stateMachineAliasArn } = await send(
      new sfn.CreateStateMachineAliasCommand({
        name: 'live',
        routingConfiguration: [route(first.stateMachineVersionArn)],
      }),
    );
    const { executionArn } = await send(new sfn.StartExecutionCommand({ stateMachineArn: stateMachineAliasArn }));
    const execution = await ended(executionArn as string);
    expect(execution).toMatchObject({ stateMachineAliasArn, stateMachineVersionArn: first.stateMachineVersionArn });
    await expect(
      send(new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: first.stateMachineVersionArn })),
    ).rejects.toThrow('Current list of aliases referencing this version: [live]');
    await send(
      new sfn.UpdateStateMachineAliasCommand({
        stateMachineAliasArn,
        routingConfiguration: [route(second.stateMachineVersionArn)],
      }),
    );
    const alias = await send(new sfn.DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
    expect(alias.routingConfiguration).toEqual([route(second.stateMachineVersionArn)]);
    const aliases = await send(new sfn.ListStateMachineAliasesCommand({ stateMachineArn: arn }));
    expect(aliases.stateMachineAliases).toHaveLength(1);
    await send(new sfn.DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
    await send(new sfn.DeleteStateMachineVersionCommand({ stateMachineVersionArn: first.stateMachineVersionArn }));
    const versions = await send(new sfn.ListStateMachineVersionsCommand({ stateMachineArn: arn }));
    expect(versions.stateMachineVersions?.map((version) => version.stateMachineVersionArn)).toEqual([`${arn}:2`]);
  });
});

describe('executions', () => {
  test('end with output and history, page by page and backwards, and are listed newest first', async () => {
    const arn = await create('executed');
    const started: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const { executionArn } = await send(
        new sfn.StartExecutionCommand({ stateMachineArn: arn, name, input: '{"a": 1}' }),
      );
      started.push(executionArn as string);
      await ended(executionArn as string);
    }
    const execution = await ended(started[0] as string);
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"a": 1}',
      output: '{"done":true}',
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    const all = await send(new sfn.GetExecutionHistoryCommand({ executionArn: started[0] }));
    expect(all.events?.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
      [4, 3, 'ExecutionSucceeded'],
    ]);
    const paged: (number | undefined)[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
      const page: sfn.GetExecutionHistoryOutput = await send(
        new sfn.GetExecutionHistoryCommand({ executionArn: started[0], maxResults: 3, reverseOrder: true, nextToken }),
      );
      paged.push(...(page.events ?? []).map(({ id }) => id));
      nextToken = page.nextToken;
    }
    expect(paged).toEqual([4, 3, 2, 1]);
    const page = await send(new sfn.ListExecutionsCommand({ stateMachineArn: arn, maxResults: 2 }));
    const rest = await send(
      new sfn.ListExecutionsCommand({ stateMachineArn: arn, maxResults: 2, nextToken: page.nextToken }),
    );
    const names = [...(page.executions ?? []), ...(rest.executions ?? [])].map(({ name }) => name);
    expect(names).toEqual(['three', 'two', 'one']);
    expect(rest.nextToken).toBeUndefined();
    const revision = await send(new sfn.DescribeStateMachineForExecutionCommand({ executionArn: started[0] }));
    expect(revision.definition).toBe(pass);
  });

  test('a name is taken while it runs with another input, and after it has ended', async () => {
    const arn = await create('named', machine({ W: { Type: 'Wait', Seconds: 60, End: true } }));
    const start = (input: string) => send(new sfn.StartExecutionCommand({ stateMachineArn: arn, name: 'x', input }));
    const first = await start('{}');
    expect((await start('{}')).startDate).toEqual(first.startDate);
    await expect(start('{"other":1}')).rejects.toThrow(`Execution Already Exists: '${first.executionArn}'`);
    await send(new sfn.StopExecutionCommand({ executionArn: first.executionArn, error: 'E', cause: 'C' }));
    expect(await ended(first.executionArn as string)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    await expect(start('{}')).rejects.toThrow('Execution Already Exists');
    await expect(start('{')).rejects.toThrow(/^Invalid State Machine Execution Input: '/);
  });

  test('a failed one is redriven from the state that failed', async () => {
    const definition = machine({
      Once: { Type: 'Pass', Next: 'Ask' },
      Ask: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:redriven', End: true },
    });
    const activity = await send(new sfn.CreateActivityCommand({ name: 'redriven' }));
    const arn = await create('redrive', definition);
    const { executionArn } = await send(new sfn.StartExecutionCommand({ stateMachineArn: arn }));
    const next = () => send(new sfn.GetActivityTaskCommand({ activityArn: activity.activityArn, workerName: 'w' }));
    const { taskToken } = await next();
    await send(new sfn.SendTaskHeartbeatCommand({ taskToken }));
    await send(new sfn.SendTaskFailureCommand({ taskToken, error: 'No', cause: 'not yet' }));
    expect((await ended(executionArn as string)).redriveStatus).toBe('REDRIVABLE');
    await send(new sfn.RedriveExecutionCommand({ executionArn }));
    await send(new sfn.SendTaskSuccessCommand({ taskToken: (await next()).taskToken, output: '"yes"' }));
    expect(await ended(executionArn as string)).toMatchObject({
      status: 'SUCCEEDED',
      output: '"yes"',
      redriveCount: 1,
    });
    await expect(send(new sfn.RedriveExecutionCommand({ executionArn }))).rejects.toThrow('cannot be redriven');
    const { events } = await send(new sfn.GetExecutionHistoryCommand({ executionArn }));
    expect(events?.filter(({ type }) => type === 'PassStateEntered')).toHaveLength(1);
    expect(events?.map(({ id }) => id)).toEqual(events?.map((_, index) => index + 1));
  });

  test('Express ones answer at once and have no history', async () => {
    const arn = await create('express', pass, { type: 'EXPRESS' });
    const answer = await send(new sfn.StartSyncExecutionCommand({ stateMachineArn: arn, input: '{}' }));
    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"done":true}',
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
    });
    await expect(send(new sfn.GetExecutionHistoryCommand({ executionArn: answer.executionArn }))).rejects.toThrow(
      "Invalid Arn: 'Resource type not valid in this context: express'",
    );
    await expect(send(new sfn.ListExecutionsCommand({ stateMachineArn: arn }))).rejects.toThrow(
      'This operation is not supported by this type of state machine',
    );
  });
});

describe('task tokens and activities', () => {
  test('a token is of use once, and only if it is one', async () => {
    await expect(send(new sfn.SendTaskSuccessCommand({ taskToken: 'x', output: '{}' }))).rejects.toThrow(
      "Invalid Token: 'Invalid token'",
    );
    const activity = await send(new sfn.CreateActivityCommand({ name: 'once' }));
    const arn = await create('once', machine({ A: { Type: 'Task', Resource: activity.activityArn, End: true } }));
    await send(new sfn.StartExecutionCommand({ stateMachineArn: arn }));
    const { taskToken } = await send(new sfn.GetActivityTaskCommand({ activityArn: activity.activityArn }));
    await expect(send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toThrow(
      /^Invalid Output: '/,
    );
    await send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toThrow('Task Timed Out');
  });

  test('a worker that finds no task is sent home without a token', async () => {
    const { activityArn } = await send(new sfn.CreateActivityCommand({ name: 'idle' }));
    expect((await send(new sfn.GetActivityTaskCommand({ activityArn }))).taskToken).toBeUndefined();
    expect(await send(new sfn.DescribeActivityCommand({ activityArn }))).toMatchObject({ name: 'idle' });
    const { activities } = await send(new sfn.ListActivitiesCommand({}));
    expect(activities?.map(({ name }) => name)).toContain('idle');
    await send(new sfn.DeleteActivityCommand({ activityArn }));
    await expect(send(new sfn.GetActivityTaskCommand({ activityArn }))).rejects.toThrow('Activity Does Not Exist');
  });
});

describe('Map Runs', () => {
  test('are listed and described, and their children with them', async () => {
    const arn = await create(
      'mapped',
      machine({
        M: {
          Type: 'Map',
          Label: 'Each',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'P',
            States: { P: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      }),
    );
    const { executionArn } = await send(new sfn.StartExecutionCommand({ stateMachineArn: arn, input: '[1,2,3]' }));
    expect((await ended(executionArn as string)).output).toBe('[1,2,3]');
    const { mapRuns } = await send(new sfn.ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    const run = await send(new sfn.DescribeMapRunCommand({ mapRunArn }));
    expect(run).toMatchObject({ status: 'SUCCEEDED', itemCounts: { total: 3, succeeded: 3 } });
    const { executions } = await send(new sfn.ListExecutionsCommand({ mapRunArn }));
    expect(executions).toHaveLength(3);
    expect(executions?.[0]).toMatchObject({ mapRunArn, itemCount: 1, stateMachineArn: `${arn}/Each` });
    const child = await send(new sfn.DescribeExecutionCommand({ executionArn: executions?.[0]?.executionArn }));
    expect(child).toMatchObject({ status: 'SUCCEEDED', input: '3', mapRunArn });
    await expect(send(new sfn.UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }))).rejects.toThrow(
      'cannot be updated',
    );
  });
});

describe('tags', () => {
  test('are added, replaced and taken away', async () => {
    const resourceArn = await create('tagged', pass, { tags: [{ key: 'a', value: '1' }] });
    await send(
      new sfn.TagResourceCommand({
        resourceArn,
        tags: [
          { key: 'b', value: '2' },
          { key: 'a', value: '3' },
        ],
      }),
    );
    await send(new sfn.UntagResourceCommand({ resourceArn, tagKeys: ['b', 'never'] }));
    const { tags } = await send(new sfn.ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'a', value: '3' }]);
  });
});

test('TestState runs one state with a mocked result', async () => {
  const answer = await send(
    new sfn.TestStateCommand({
      definition:
        '{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"ResultPath":"$.r","Next":"B"}',
      input: '{"a":1}',
      mock: { result: '{"StatusCode":200}' },
      inspectionLevel: 'DEBUG',
    }),
  );
  expect(answer).toMatchObject({ status: 'SUCCEEDED', nextState: 'B', output: '{"a":1,"r":{"StatusCode":200}}' });
  expect(answer.inspectionData?.result).toBe('{"StatusCode":200}');
});

test('every operation of the client was called', () => {
  const known = Object.keys(sfn)
    .filter((name) => name.endsWith('Command') && !name.startsWith('$'))
    .map((name) => name.slice(0, -'Command'.length));
  expect(known).toHaveLength(37);
  expect(known.filter((name) => !isOperation(name))).toEqual([]);
  expect(known.filter((name) => !called.has(name))).toEqual([]);
});
