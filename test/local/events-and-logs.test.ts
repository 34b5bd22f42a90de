import type { Local, LogRecord, StatusEvent } from '../../lib/local';
import { fail, pass, roleArn, service } from './service';

const group = '/aws/vendedlogs/states/test';
const logGroupArn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}:*`;

async function run(local: Local, definition: string, level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF', data = true) {
  const loggingConfiguration = {
    level,
    includeExecutionData: data,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
  };
  const { machine } = await local.machines.create({ name: 'm', definition, roleArn, loggingConfiguration });
  return local.start({ stateMachineArn: machine.arn, name: 'x', input: '{"a": 1}' });
}

function lines(local: Local): readonly { readonly type: string; readonly details: object }[] {
  return local.logGroups
    .list('')
    .flatMap(({ streams }) => [...streams.values()])
    .flatMap(({ events }) => events.map(({ message }) => JSON.parse(message)));
}

test.each([
  ['ALL', ['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']],
  ['ERROR', ['FailStateEntered', 'ExecutionFailed']],
  ['FATAL', ['ExecutionFailed']],
  ['OFF', []],
] as const)('level %s logs %j of a failure', async (level, types) => {
  const local = service();
  await run(local, fail, level);
  expect(lines(local).map(({ type }) => type)).toEqual(types);
});

test('without execution data inputs and outputs are left out; ids and times are texts', async () => {
  const local = service();
  await run(local, pass, 'ALL', false);
  expect(lines(local)[1]).toEqual({
    id: '2',
    type: 'PassStateEntered',
    details: { name: 'A' },
    previous_event_id: '0',
    event_timestamp: String(Date.UTC(2026, 0, 1)),
    execution_arn: 'arn:aws:states:us-east-1:123456789012:execution:m:x',
    redrive_count: '0',
  });
});

test('what a log sink was given makes the groups again', async () => {
  const records: LogRecord[] = [];
  const local = service({ logSink: (record) => records.push(record) });
  local.logGroups.create('kept');
  local.logGroups.create('gone');
  local.logGroups.delete('gone');
  await run(local, pass, 'ALL');
  const again = service();
  for (const record of JSON.parse(JSON.stringify(records)) as LogRecord[]) again.logGroups.replay(record);
  expect(again.logGroups.list('').map(({ name }) => name)).toEqual(local.logGroups.list('').map(({ name }) => name));
  expect(lines(again)).toEqual(lines(local));
});

test('status changes of Standard executions have the shape of EventBridge', async () => {
  const events: StatusEvent[] = [];
  const local = service({ onStatus: (event) => events.push(event) });
  await run(local, fail, 'OFF');
  expect(events.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'FAILED']);
  expect(events[1]).toMatchObject({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: ['arn:aws:states:us-east-1:123456789012:execution:m:x'],
    time: '2026-01-01T00:00:00Z',
    detail: {
      input: '{"a": 1}',
      output: null,
      error: 'E',
      cause: 'C',
      startDate: Date.UTC(2026, 0, 1),
      stopDate: Date.UTC(2026, 0, 1),
      inputDetails: { included: true },
      outputDetails: null,
    },
  });
});

test('Express executions have no status changes; asynchronous ones may repeat their tasks, synchronous ones never do', async () => {
  const events: StatusEvent[] = [];
  let calls = 0;
  const local = service({
    atLeastOnce: 1,
    onStatus: (event) => events.push(event),
    performer: () => ({
      perform(_call, io) {
        calls++;
        io.settled({ ok: true, output: calls });
      },
    }),
  });
  const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f';
  const definition = JSON.stringify({ StartAt: 'T', States: { T: { Type: 'Task', Resource: resource, End: true } } });
  const { machine } = await local.machines.create({ name: 'm', definition, roleArn, type: 'EXPRESS' });
  const request = { stateMachineArn: machine.arn };
  for (let i = 0; i < 40; i++) local.startExpress(request, local.resolve(machine.arn));
  expect(calls).toBe(40);
  for (let i = 0; i < 40; i++) await local.start(request);
  expect(calls).toBeGreaterThan(84);
  expect(calls).toBeLessThan(100);
  expect(events).toEqual([]);
});
