// Distributed Map: children as executions of their own, batches, tolerated failures, redrive.
import type { Definition } from '../../lib/asl';
import { compileMachine } from '../../lib/engine';
import type { Json } from '../../lib/json';
import { Driver, MapRuns, type Running, stateDataOnly, virtualHost } from '../../lib/local';
import { expectReplays, fail, identity, performerOf, type Reply } from '../engine/workbench';

/** What a test has run; afterwards each of its executions is told again from its entries alone. */
const benches: Bench[] = [];
afterEach(() => {
  for (const { driver } of benches.splice(0)) expectReplays(driver);
});

class Bench {
  readonly runs = new MapRuns(() => this.driver, stateDataOnly);
  readonly driver: Driver;
  readonly running: Running;

  constructor(map: object, input: Json, reply: Reply, states: object) {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'T',
      States: states,
    };
    const definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: processor, End: true, ...map } } };
    this.driver = new Driver({
      host: virtualHost(),
      performer: performerOf({ T: reply }),
      mapRunner: this.runs,
      keepEntries: true,
    });
    benches.push(this);
    this.running = this.driver.start(compileMachine(definition as unknown as Definition), {
      identity: identity(),
      input,
      seed: 1,
    });
  }

  get status(): string {
    return this.running.execution.status;
  }
  get last() {
    return this.running.execution.history.at(-1);
  }
  get output(): Json | undefined {
    return this.last?.type === 'ExecutionSucceeded' ? this.last.output : undefined;
  }
  get chain(): string[] {
    return this.running.execution.history
      .slice()
      .map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
  }
  get run() {
    return this.runs.of(this.running.arn)[0];
  }
}

const task = { T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } };
const pass = { T: { Type: 'Pass', End: true } };
const bench = (map: object, input: Json, reply: Reply = 'done', states: object = task): Bench =>
  new Bench(map, input, reply, states);

test('the parent records the run, not the items; MapStateExited follows MapRunStarted', () => {
  const done = bench({}, [1, 2], undefined, pass);
  expect(done.chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 MapStateEntered',
    '3<2 MapStateStarted',
    '4<3 MapRunStarted',
    '5<4 MapRunSucceeded',
    '6<5 MapStateSucceeded',
    '7<4 MapStateExited',
    '8<7 ExecutionSucceeded',
  ]);
  expect(done.output).toEqual([1, 2]);
});

test('children are executions below the machine and its label, with histories of their own', () => {
  const done = bench({ Label: 'Each' }, ['a'], undefined, pass);
  const [child] = [...done.driver.executions()].filter(({ arn }) => arn !== done.running.arn);
  expect(child?.identity.stateMachineArn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:Machine/Each');
  expect(child?.arn).toMatch(/:execution:Machine\/Each:[0-9a-f-]{36}$/);
  expect(child?.execution.history.slice().map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  expect(done.run?.arn).toMatch(/:mapRun:Machine\/Each:/);
});

test('the members of an object become Key and Value', () => {
  expect(bench({}, { a: 1, b: 2 }, undefined, pass).output).toEqual([
    { Key: 'a', Value: 1 },
    { Key: 'b', Value: 2 },
  ]);
});

test('ItemSelector sees the item and its source', () => {
  const selector = { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'from.$': '$$.Map.Item.Source' };
  expect(bench({ ItemSelector: selector }, ['x'], undefined, pass).output).toEqual([
    { i: 0, v: 'x', from: 'STATE_DATA' },
  ]);
});

test('batches hold at most MaxItemsPerBatch items and the BatchInput', () => {
  const batcher = { MaxItemsPerBatch: 2, BatchInput: { b: 1 } };
  expect(bench({ ItemBatcher: batcher }, [1, 2, 3], undefined, pass).output).toEqual([
    { BatchInput: { b: 1 }, Items: [1, 2] },
    { BatchInput: { b: 1 }, Items: [3] },
  ]);
});

test('batches hold at most MaxInputBytesPerBatch', () => {
  const items = ['a'.repeat(100), 'b'.repeat(100), 'c'.repeat(100)];
  expect(bench({ ItemBatcher: { MaxInputBytesPerBatch: 210 } }, items, undefined, pass).output).toEqual([
    { Items: items.slice(0, 2) },
    { Items: items.slice(2) },
  ]);
});

test('at most MaxConcurrency children run at a time: seven of ten seconds, three at once, take thirty', () => {
  const wait = { T: { Type: 'Wait', Seconds: 10, End: true } };
  const done = bench({ MaxConcurrency: 3 }, [1, 2, 3, 4, 5, 6, 7], undefined, wait);
  expect(done.running.stopDate).toBe((done.running.execution.history.at(0)?.timestamp ?? 0) + 30_000);
});

test('without tolerance one failure fails the run', () => {
  const done = bench({}, [1, 2, 3], (call) => (call.input === 2 ? fail('Boom') : call.input));
  expect(done.last).toMatchObject({ type: 'ExecutionFailed', error: 'States.ExceedToleratedFailureThreshold' });
  expect(done.chain.slice(4).map((line) => line.split(' ')[1])).toEqual([
    'MapRunFailed',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
});

test.each([
  [{ ToleratedFailureCount: 1 }, 'SUCCEEDED'],
  [{ ToleratedFailureCount: 0 }, 'FAILED'],
  [{ ToleratedFailurePercentage: 34 }, 'SUCCEEDED'],
  [{ ToleratedFailurePercentage: 33 }, 'FAILED'],
])('tolerance %j', (tolerance, status) => {
  const done = bench(tolerance, [1, 2, 3], (call) => (call.input === 2 ? fail('Boom') : call.input));
  expect(done.status).toBe(status);
  if (status === 'SUCCEEDED') expect(done.output).toEqual([1, 3]);
  expect(done.run?.itemCounts).toMatchObject({ failed: 1 });
});

test('a redrive runs only the children that had not succeeded, in the same run', () => {
  const failedOnce = new Set<Json>();
  const calls: Json[] = [];
  const done = bench({ MaxConcurrency: 1 }, [1, 2, 3], (call) => {
    calls.push(call.input);
    if (call.input !== 2 || failedOnce.has(2)) return call.input;
    failedOnce.add(2);
    return fail('Boom');
  });
  expect(done.status).toBe('FAILED');
  done.driver.redrive(done.running);
  expect(calls).toEqual([1, 2, 2, 3]);
  expect(done.output).toEqual([1, 2, 3]);
  expect(done.run?.redriveCount).toBe(1);
  expect(done.run?.executionCounts).toMatchObject({ total: 3, succeeded: 3, failed: 0, running: 0 });
  expect(done.chain.map((line) => line.split(' ')[1])).toContain('MapRunRedriven');
});

test('a Retry on the Map starts a new run', () => {
  const done = bench({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }, [1], fail('Boom'));
  expect(done.runs.of(done.running.arn)).toHaveLength(2);
});

test('stopping the parent stops the children and aborts the run', () => {
  const done = bench({}, [1, 2], () => undefined);
  done.driver.stop(done.running, {});
  expect(done.run?.status).toBe('ABORTED');
  expect([...done.driver.executions()].every(({ open }) => !open)).toBe(true);
});

test('an Express child has two UUIDs behind its machine; its name is the first', () => {
  const express = {
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'T', States: pass },
  };
  const done = bench({ Label: 'Each', ...express }, ['a'], undefined, pass);
  const [child] = [...done.driver.executions()].filter(({ arn }) => arn !== done.running.arn);
  const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  expect(child?.arn).toMatch(new RegExp(`:express:Machine/Each:${uuid}:${uuid}$`));
  expect(child?.identity.name).toBe(child?.arn.split(':')[7]);
});

test('what the state gives is counted from the beginning; nothing counts as written before the end', () => {
  const done = bench({ MaxConcurrency: 1 }, [1, 2, 3], () => undefined);
  expect(done.run?.itemCounts).toMatchObject({ total: 3, pending: 2, running: 1, resultsWritten: 0 });
  const all = bench({}, [1, 2, 3]);
  expect(all.run?.itemCounts).toMatchObject({ total: 3, succeeded: 3, resultsWritten: 3 });
});

test('too many failures stop the other Standard children, in the words of the service', () => {
  const done = bench({}, [1, 2], (call) => (call.input === 1 ? undefined : fail('Boom')));
  const stopped = [...done.driver.executions()].find(({ execution }) => execution.status === 'ABORTED');
  expect(stopped?.execution.history.at(-1)).toMatchObject({
    type: 'ExecutionAborted',
    error: undefined,
    cause: `The map run execution [${done.run?.arn}] which was managing this resource was aborted`,
  });
  expect(done.run?.executionCounts).toMatchObject({ failed: 1, aborted: 1, resultsWritten: 2 });
});

test('Express children cannot be stopped: a run that has failed waits for them', () => {
  const wait = {
    T: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'W' }], Default: 'F' },
    W: { Type: 'Wait', Seconds: 30, End: true },
    F: { Type: 'Fail', Error: 'Boom' },
  };
  const express = {
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'T', States: wait },
  };
  const done = bench({ ...express }, [1, 2, 1], undefined, wait);
  expect(done.last).toMatchObject({ type: 'ExecutionFailed', error: 'States.ExceedToleratedFailureThreshold' });
  expect(done.running.stopDate).toBe((done.running.execution.history.at(0)?.timestamp ?? 0) + 30_000);
  expect(done.run?.executionCounts).toMatchObject({ succeeded: 2, failed: 1, aborted: 0, pending: 0 });
});

test('while a redrive runs, what waits for its turn is pending redrive', () => {
  const failed = new Set<Json>();
  const done = bench({ MaxConcurrency: 1, ToleratedFailureCount: 1 }, [1, 2, 3], (call) => {
    if (failed.has(call.input)) return undefined;
    failed.add(call.input);
    return fail('Boom');
  });
  expect(done.run?.executionCounts).toMatchObject({ total: 3, failed: 2, pending: 1, pendingRedrive: 0 });
  done.driver.redrive(done.running);
  expect(done.run?.executionCounts).toMatchObject({
    running: 1,
    failed: 0,
    pending: 1,
    pendingRedrive: 1,
    resultsWritten: 0,
  });
  done.driver.stop(done.running, {});
  expect(done.run?.executionCounts).toMatchObject({ running: 0, failed: 1, aborted: 1, pending: 1, pendingRedrive: 0 });
});
