import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, Bench, byInput, fail, fromDefinition, sequence, succeed, timeout, times } from '../../lib/testing';
import '../../lib/testing/jest';
import { order, orders, single } from './machines';

const bench = new Bench(fromDefinition(orders, { name: 'Orders' }));
beforeEach(async () => {
  await bench.reset();
  bench.mock('ChargePayment', { Payload: { charged: true } });
  bench.mock('ReserveStock', { ok: true });
  bench.mock('CreateLabel', ({ item }) => ({ Payload: { label: `L-${item?.index}` } }));
});

describe('what answers', () => {
  test('a value, and a function of the call', async () => {
    const execution = await bench.run(order);
    expect(execution.output.fulfilled).toEqual([{ charged: true }, { ok: true }]);
    expect(execution.output.labels).toEqual([{ label: 'L-0' }, { label: 'L-1' }]);
  });

  test('a promise', async () => {
    bench.mock('ChargePayment', async () => ({ Payload: await Promise.resolve('later') }));
    expect((await bench.run(order)).output.fulfilled[0]).toBe('later');
  });

  test('a failure', async () => {
    bench.mock('ChargePayment', fail('CardDeclined', 'no money'));
    const execution = await bench.run(order);
    expect(execution).toFailWith('OrderRejected');
    expect(execution).toHaveCaught('Fulfil', 'CardDeclined');
  });

  test('a failure by throwing, as a function would', async () => {
    bench.mock('ChargePayment', () => {
      throw new RangeError('too much');
    });
    expect(await bench.run(order)).toHaveCaught('Fulfil', 'RangeError');
  });

  test('a timeout', async () => {
    bench.mock('ChargePayment', timeout());
    expect(await bench.run(order)).toHaveCaught('Fulfil', 'States.Timeout');
  });

  test('later, in virtual time', async () => {
    bench.mock('ReserveStock', after('2h', { ok: true }));
    expect(await bench.run(order)).toHaveElapsed('121m');
  });

  test('one after the other, some several times', async () => {
    const charge = bench.mock('ChargePayment', sequence(times(2, fail('Throttled')), { Payload: 'third' }));
    const execution = await bench.run(order);
    expect(execution).toHaveRetried('ChargePayment', 2);
    expect(execution.state('ChargePayment').last.attempts.map(({ backoffMs }) => backoffMs)).toEqual([
      2000,
      4000,
      undefined,
    ]);
    expect(charge.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  test('so many times, then the answer that was given before', async () => {
    bench.mock('CreateLabel', times(1, { Payload: 'first' }));
    expect((await bench.run(order)).output.labels).toEqual(['first', { label: 'L-1' }]);
  });

  test('by what the task was called with', async () => {
    bench.mock(
      'CreateLabel',
      byInput(({ Payload }) => succeed({ Payload: Payload.sku })),
    );
    expect((await bench.run(order)).output.labels).toEqual(['A-1', 'B-7']);
  });
});

describe('whom it answers', () => {
  test('a path before a name, a name before a function, a function before an action', async () => {
    bench.mock({ action: 'lambda:invoke' }, { Payload: 'by action' });
    expect((await bench.run(order)).output.fulfilled[0]).toEqual({ charged: true });
    await bench.reset();
    bench.mock({ action: 'lambda:invoke' }, { Payload: 'by action' });
    bench.mock({ functionName: 'charge' }, 'by function');
    bench.mock({ functionName: 'reserve' }, 'by function, too');
    bench.mock('ShipItems#1/CreateLabel', { Payload: 'by path' });
    const { output } = await bench.run(order);
    expect(output.fulfilled).toEqual(['by function', 'by function, too']);
    expect(output.labels).toEqual(['by action', 'by path']);
  });

  test('the later of two that fit equally well', async () => {
    bench.mock('ReserveStock', 'later');
    expect((await bench.run(order)).output.fulfilled[1]).toBe('later');
  });

  test('calls are kept over executions, until they are forgotten', async () => {
    const reserve = bench.mock('Fulfil[1]/ReserveStock', {});
    await bench.run(order);
    await bench.run(order);
    expect(reserve.calls).toHaveLength(2);
    expect(reserve.calls[0]).toMatchObject({ state: 'ReserveStock', path: 'Fulfil[1]/ReserveStock', attempt: 1 });
    reserve.reset();
    expect(reserve.calls).toHaveLength(0);
  });
});

describe('MockConfigFile.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-mock-'));
  const file = join(folder, 'MockConfigFile.json');
  writeFileSync(
    file,
    JSON.stringify({
      StateMachines: {
        Orders: { TestCases: { Declined: { ChargePayment: 'declined' }, Odd: { ChargePaymnt: 'declined' } } },
      },
      MockedResponses: { declined: { 0: { Throw: { Error: 'CardDeclined', Cause: 'no' } } } },
    }),
  );
  afterAll(() => rmSync(folder, { recursive: true }));

  test('answers as a test case says', async () => {
    const fresh = new Bench(fromDefinition({ ...orders, States: { ...orders.States } }, { name: 'Orders' }));
    fresh.mock('ReserveStock', {});
    expect(() => fresh.useMockConfig(file, 'Odd')).toThrow(/no state named "ChargePaymnt"/);
  });

  test.each([
    [
      'a case that it does not have',
      file,
      'Accepted',
      /no test case "Accepted" for Orders\n {2}its cases: Declined, Odd/,
    ],
    ['a file that is not there', join(folder, 'none.json'), 'Declined', /no such file/],
  ])('%s', (_, path, testCase, message) => {
    expect(() => bench.useMockConfig(path, testCase)).toThrow(message);
  });
});

describe('what a test gets wrong', () => {
  test.each([
    [
      'a state that does not exist',
      () => bench.mock('ChargePaymet', {}),
      /no state named "ChargePaymet"\n {2}did you mean "ChargePayment"/,
    ],
    [
      'a path that does not exist',
      () => bench.mock('Fulfil[1]/ChargePayment', {}),
      /ChargePayment is at "Fulfil\[0\]\/ChargePayment"/,
    ],
    [
      'a state that calls nothing',
      () => bench.mock('Pause', {}),
      /"Pause" is a Wait state: only Task states are answered/,
    ],
    [
      'an action that no state calls',
      () => bench.mock({ action: 'lambda:invok' }, {}),
      /no state of Orders calls lambda:invok\n {2}did you mean "lambda:invoke"/,
    ],
    [
      'a function that no state calls',
      () => bench.mock({ functionName: 'chargee' }, {}),
      /calls a function "chargee"\n {2}did you mean "charge"/,
    ],
    [
      'no answer',
      () => bench.mock('ChargePayment', undefined as never),
      /is undefined\n {2}give a JSON value, a function/,
    ],
    ['an empty sequence', () => sequence(), /at least one reply/],
    [
      'unmocked',
      () => new Bench(fromDefinition(orders), { unmocked: 'null' as never }),
      /write 'error', 'handler' or 'embedded'/,
    ],
  ])('%s', (_, wrong, message) => {
    expect(wrong).toThrow(message);
  });

  test('a task that nobody answers: the line to add', async () => {
    await bench.reset();
    await expect(bench.run(order)).rejects.toThrow(
      'No reply for state "ChargePayment" (lambda:invoke).\n' +
        '  It was called with {"FunctionName":"charge","Payload":{"amount":240}}.\n' +
        "  Add:   bench.mock('ChargePayment', {});",
    );
  });

  test('a sequence that has run out', async () => {
    bench.mock('CreateLabel', sequence({ Payload: 1 }));
    await expect(bench.run(order)).rejects.toThrow(
      /ShipItems#1\/CreateLabel was called 2 times, and sequence\(\) has 1 reply/,
    );
  });

  test('an assertion that fails inside an answer', async () => {
    bench.mock('ChargePayment', ({ input }) => {
      expect(input).toEqual('something else');
      return {};
    });
    await expect(bench.run(order)).rejects.toThrow(/something else/);
  });
});

test('a task with no mock, of every kind', async () => {
  const activity = new Bench(fromDefinition(single('arn:aws:states:us-east-1:123456789012:activity:pack')));
  await expect(activity.run({})).rejects.toThrow('"Only" waits for a worker of its activity, and nobody answers.');
  const called = new Bench(fromDefinition(single('arn:aws:lambda:us-east-1:123456789012:function:pack')));
  await expect(called.run({})).rejects.toThrow(
    'No reply for state "Only" (arn:aws:lambda:us-east-1:123456789012:function:pack)',
  );
});
