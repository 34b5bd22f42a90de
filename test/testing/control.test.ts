import { Bench, fail, fromDefinition, never } from '../../lib/testing';
import '../../lib/testing/jest';
import { order, orders, single } from './machines';

const bench = new Bench(fromDefinition(orders, { name: 'Orders' }), { startTime: '2026-03-02T09:00:00Z' });
const large = { ...order, total: 1240 };
beforeEach(async () => {
  await bench.reset();
  bench.mock('ChargePayment', { Payload: {} });
  bench.mock('ReserveStock', {});
  bench.mock('CreateLabel', { Payload: {} });
});

describe('an execution that stands still until the test goes on', () => {
  test('waits for its token, and is answered hours later', async () => {
    const running = bench.start(large);
    const approval = await running.waiting('ManualApproval');
    expect(approval.call.input).toMatchObject({ MessageBody: { taskToken: approval.token } });
    await running.advance('5h');
    approval.heartbeat();
    approval.succeed({ by: 'kim' });
    const execution = await running.done();
    expect(execution).toSucceed();
    expect(execution.output.approval).toEqual({ by: 'kim' });
    expect(execution).toHaveElapsed('301m');
  });

  test('is answered by a failure', async () => {
    const running = bench.start(large);
    (await running.waiting('ManualApproval')).fail('Refused', 'no');
    expect(await running.done()).toFailWith('Refused', 'no');
  });

  test('is answered by whoever has the token', async () => {
    const question = bench.mock('ManualApproval', never());
    const running = bench.start(large);
    await running.until('ManualApproval');
    await running.waiting('ManualApproval');
    running.answer(question.calls[0]?.taskToken as string).succeed({});
    expect(await running.done()).toSucceed();
  });

  test('stands before the task of the state it was to reach', async () => {
    const charge = bench.mock('ChargePayment', { Payload: {} });
    const running = bench.start(order);
    await running.until('ChargePayment');
    expect(charge.calls).toHaveLength(0);
    const execution = await running.stop('Enough', 'the test has seen it');
    expect(execution.status).toBe('ABORTED');
    expect(execution.error).toBe('Enough');
    expect(execution).not.toHaveVisited('ShipItems');
  });

  test('reaches a state once more', async () => {
    const running = bench.start(order);
    await running.until('CreateLabel');
    await running.until('CreateLabel');
    await expect(running.until('CreateLabel')).rejects.toThrow(
      /"CreateLabel" is never entered: the execution has ended SUCCEEDED/,
    );
  });

  test('has the same history as one that was run', async () => {
    const running = bench.start(order, { name: 'same' });
    await running.until('CreateLabel');
    await running.advance('1s');
    const stepwise = await running.done();
    expect(stepwise.history).toEqual((await bench.run(order, { name: 'same' })).history);
  });

  test('goes on to a date', async () => {
    const running = bench.start(order);
    await running.until('Pause');
    await running.advance(new Date('2026-03-02T09:00:59Z'));
    expect(running.execution.status).toBe('RUNNING');
    await running.advance('1s');
    expect(running.execution.status).toBe('SUCCEEDED');
  });
});

test('an activity is scheduled, started and ended by the test', async () => {
  const activity = new Bench(fromDefinition(single('arn:aws:states:us-east-1:123456789012:activity:pack')));
  const running = activity.start({ box: 1 });
  const task = await running.waiting('Only');
  expect(task.call.input).toEqual({ box: 1 });
  task.succeed({ packed: true });
  const execution = await running.done();
  expect(execution).toSucceedWith({ packed: true });
  expect(execution.history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'ActivityScheduled',
    'ActivityStarted',
    'ActivitySucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  activity.mock('Only', fail('Broken'));
  expect(await activity.run({})).toFailWith('Broken');
});

test('a failed execution is redriven', async () => {
  let works = false;
  bench.mock('CreateLabel', () => (works ? { Payload: 'x' } : fail('Down')));
  const failed = await bench.run(order);
  expect(failed).toFailWith('Down');
  works = true;
  const redriven = await failed.redrive();
  expect(redriven).toSucceed();
  expect(redriven.state('ChargePayment').visits).toHaveLength(1);
  await expect(redriven.redrive()).rejects.toThrow('the execution is SUCCEEDED and cannot be redriven');
});

test('every execution has a clock, and the seed decides all that is random', async () => {
  const [left, right] = [bench.start(order), bench.start(order)];
  await left.until('Pause');
  await left.advance('50s');
  await right.until('Pause');
  expect(right.execution.elapsedMs).toBe(0);
  const jittery = (seed: number) =>
    new Bench(
      fromDefinition(
        single('arn:aws:states:::lambda:invoke', {
          Parameters: { FunctionName: 'f' },
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 60, JitterStrategy: 'FULL' }],
        }),
      ),
      { seed },
    );
  const elapsed = async (seed: number) => {
    const one = jittery(seed);
    one.mock('Only', fail('Down'));
    return (await one.run({})).elapsedMs;
  };
  expect(await elapsed(7)).toBe(await elapsed(7));
  expect(await elapsed(7)).not.toBe(await elapsed(8));
});

describe('what a test gets wrong', () => {
  test('a token that is used twice', async () => {
    const running = bench.start(large);
    const approval = await running.waiting('ManualApproval');
    await running.advance('1m');
    approval.succeed({});
    expect(() => approval.fail('X')).toThrow(
      'the token of "ManualApproval" was used already: succeed() was called 60000 ms after the start',
    );
  });

  test('a token that nobody waits for any more', async () => {
    const running = bench.start(large);
    const approval = await running.waiting('ManualApproval');
    await running.advance('2d');
    expect(() => approval.succeed({})).toThrow('"ManualApproval" no longer waits for its token: it has timed out');
  });

  test('a token of nobody', () => {
    expect(() => bench.start(large).answer('AAAA')).toThrow(/no task of this execution has the token "AAAA"/);
  });

  test('time that goes backwards', async () => {
    const running = bench.start(order);
    await expect(running.advance('-1h')).rejects.toThrow(
      /advance\("-1h"\) goes into the past: it is 2026-03-02T09:00:00.000Z/,
    );
    await expect(running.advance(new Date(0))).rejects.toThrow(/goes into the past/);
    await expect(running.advance('5 parsecs')).rejects.toThrow(
      /"5 parsecs" is not a duration: write 500ms, 2s, 5m, 3h or 30d/,
    );
  });

  test('waiting for what never waits', async () => {
    await expect(bench.start(order).waiting('ManualApproval')).rejects.toThrow(
      /"ManualApproval" never waits for an answer: the execution has ended SUCCEEDED\n {2}path {2}IsLarge → Fulfil → ShipItems → Pause → Done/,
    );
  });

  test('a token that nobody answers: what to write', async () => {
    await expect(bench.run(large)).rejects.toThrow(
      /"ManualApproval" waits for its task token, and nobody answers\.\n {2}Add: {3}const waiting/,
    );
  });

  test('a task that waits for ever', async () => {
    const forEver = new Bench(
      fromDefinition(
        single('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
          Parameters: { QueueUrl: 'q', MessageBody: 'm' },
        }),
      ),
    );
    forEver.mock('Only', never());
    await expect(forEver.run({})).rejects.toThrow(/waits for ever: nobody answers "Only", and it has no timeout/);
  });
});
