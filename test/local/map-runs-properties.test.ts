// Map Runs over many shapes: limits hold at every moment, counts add up, a redrive finishes what failed, memory is bounded.
import fc from 'fast-check';
import type { Definition } from '../../lib/asl';
import { compileMachine, type History, type ServiceCall, type TaskIo, type TaskPerformer } from '../../lib/engine';
import type { Json } from '../../lib/json';
import {
  type ChildResult,
  type Counts,
  Driver,
  type Item,
  type MapRunData,
  MapRuns,
  systemHost,
  virtualHost,
} from '../../lib/local';
import { expectReplays, identity } from '../engine/workbench';

interface Shape {
  readonly items: number;
  readonly failing: ReadonlySet<number>;
  readonly maxConcurrency?: number;
  readonly batch?: number;
  readonly tolerated?: number;
  readonly executionType?: 'STANDARD' | 'EXPRESS';
}

/** Tasks wait until the test answers them, in whatever order. */
class Waiting implements TaskPerformer {
  readonly open: { readonly call: ServiceCall; readonly io: TaskIo }[] = [];
  perform(call: ServiceCall, io: TaskIo): void {
    const one = { call, io };
    this.open.push(one);
    io.onCancel(() => this.open.splice(this.open.indexOf(one), 1));
    io.parked();
  }
  answer(place: number, fails: (input: Json) => boolean): void {
    const [one] = this.open.splice(place % this.open.length, 1);
    const { call, io } = one as { call: ServiceCall; io: TaskIo };
    io.settled(fails(call.input) ? { ok: false, error: 'Boom', cause: '' } : { ok: true, output: call.input });
  }
}

/** What a test has run; afterwards each of its executions is told again from its entries alone. */
const drivers: Driver[] = [];
afterEach(() => {
  for (const driver of drivers.splice(0)) expectReplays(driver);
});

function start(shape: Shape, data?: MapRunData, retention: { closed?: number; failed?: number } = {}) {
  const { items, maxConcurrency, batch, tolerated, executionType = 'STANDARD' } = shape;
  const waiting = new Waiting();
  const map = {
    Type: 'Map',
    ...(maxConcurrency === undefined ? {} : { MaxConcurrency: maxConcurrency }),
    ...(batch === undefined ? {} : { ItemBatcher: { MaxItemsPerBatch: batch } }),
    ...(tolerated === undefined ? {} : { ToleratedFailureCount: tolerated }),
    ...(data === undefined ? {} : { ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {} } }),
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
    },
    End: true,
  };
  const runs = new MapRuns(() => driver, data ?? { open: () => read(0), writer: () => undefined }, retention);
  const driver: Driver = new Driver({
    host: virtualHost(),
    performer: waiting,
    mapRunner: runs,
    autoAdvance: false,
    keepEntries: true,
  });
  drivers.push(driver);
  const definition = { StartAt: 'M', States: { M: map } } as unknown as Definition;
  const running = driver.start(compileMachine(definition), {
    identity: identity(),
    input: Array.from({ length: items }, (_, index) => index),
    seed: 1,
  });
  const run = runs.of(running.arn)[0];
  if (run === undefined) throw new Error('no Map Run was started');
  return { driver, running, run, waiting };
}

const itemsOf = (input: Json): number[] =>
  typeof input === 'number' ? [input] : ((input as { Items: number[] }).Items as number[]);

function consistent(counts: Readonly<Counts>): boolean {
  const { pending, running, succeeded, failed, timedOut, aborted, pendingRedrive, total } = counts;
  return total === pending + running + succeeded + failed + timedOut + aborted + pendingRedrive;
}

const shapes = fc.record({
  items: fc.integer({ min: 1, max: 30 }),
  failing: fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 4 }).map((some) => new Set(some)),
  maxConcurrency: fc.integer({ min: 1, max: 8 }),
  batch: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  executionType: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
});

test('M1: no more than MaxConcurrency run, counts always add up, every item ends once, whatever the order of answers', () => {
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.nat()), (shape, order) => {
      const { run, waiting, running } = start({ ...shape, tolerated: 30 } as Shape);
      while (running.open) {
        expect(waiting.open.length).toBe(run.executionCounts.running);
        expect(run.executionCounts.running).toBeLessThanOrEqual(shape.maxConcurrency);
        expect(consistent(run.executionCounts) && consistent(run.itemCounts)).toBe(true);
        waiting.answer(order.next().value as number, (input) => itemsOf(input).some((item) => shape.failing.has(item)));
      }
      expect(running.execution.status).toBe('SUCCEEDED');
      expect(run.itemCounts.succeeded + run.itemCounts.failed).toBe(shape.items);
      const last = running.execution.history.at(-1);
      const outputs = last?.type === 'ExecutionSucceeded' ? (last.output as Json[]).flatMap(itemsOf) : [];
      // Results are in the order of the items, whenever they came.
      expect(outputs).toEqual([...outputs].sort((a, b) => a - b));
      expect(outputs).toHaveLength(run.itemCounts.succeeded);
    }),
    { numRuns: 40 },
  );
});

test('a failed run, redriven until nothing fails, gives what a run without failures gives, and runs no success twice', () => {
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.nat()), (shape, order) => {
      const { run, waiting, running, driver } = start(shape as Shape);
      const failing = new Set(shape.failing);
      const succeeded = new Map<number, number>();
      for (let redrives = 0; redrives < 40; redrives++) {
        while (waiting.open.length > 0) {
          waiting.answer(order.next().value as number, (input) => {
            const bad = itemsOf(input).find((item) => failing.has(item));
            if (bad !== undefined) failing.delete(bad);
            else for (const item of itemsOf(input)) succeeded.set(item, (succeeded.get(item) ?? 0) + 1);
            return bad !== undefined;
          });
        }
        if (running.execution.status === 'SUCCEEDED') break;
        expect(run.status).toBe('FAILED');
        driver.redrive(running);
      }
      expect(running.execution.status).toBe('SUCCEEDED');
      expect(run.itemCounts).toMatchObject({
        total: shape.items,
        succeeded: shape.items,
        failed: 0,
        aborted: 0,
        running: 0,
        pending: 0,
      });
      expect([...succeeded.values()].every((times) => times === 1)).toBe(true);
      expect(succeeded.size).toBe(shape.items);
    }),
    { numRuns: 40 },
  );
});

test('UpdateMapRun: more children start at once; fewer means that none start until enough have ended', () => {
  const { run, waiting } = start({ items: 20, failing: new Set(), maxConcurrency: 2 });
  expect(waiting.open).toHaveLength(2);
  run.update({ maxConcurrency: 7 });
  expect(waiting.open).toHaveLength(7);
  run.update({ maxConcurrency: 3 });
  for (const left of [6, 5, 4, 3, 3]) {
    waiting.answer(0, () => false);
    expect(waiting.open).toHaveLength(left);
  }
});

test('UpdateMapRun: a tolerance below the failures there are ends the run', () => {
  const { run, waiting, running } = start({ items: 9, failing: new Set(), maxConcurrency: 3, tolerated: 5 });
  waiting.answer(0, () => true);
  waiting.answer(0, () => true);
  expect(run.status).toBe('RUNNING');
  run.update({ toleratedFailureCount: 1 });
  expect(run.status).toBe('FAILED');
  expect(running.execution.history.at(-1)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  expect(waiting.open).toHaveLength(0);
});

test('MaxConcurrency 0 and above 10,000 mean 10,000; stopping the execution aborts them all', () => {
  for (const maxConcurrency of [0, 25_000]) {
    const { run, waiting, running, driver } = start({ items: 10_050, failing: new Set(), maxConcurrency });
    expect(waiting.open).toHaveLength(10_000);
    driver.stop(running, {});
    expect(run.status).toBe('ABORTED');
    expect(run.executionCounts).toMatchObject({ running: 0, aborted: 10_000 });
    expect(waiting.open).toHaveLength(0);
  }
});

test('M3: children that end at once do not nest: 20,000 read one after the other', async () => {
  const runs = new MapRuns(() => driver, { open: () => read(20_000), writer: () => undefined });
  const performer: TaskPerformer = { perform: (call, io) => io.settled({ ok: true, output: call.input }) };
  const driver: Driver = new Driver({ host: virtualHost(), performer, mapRunner: runs });
  const map = {
    Type: 'Map',
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {} },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    },
    End: true,
  };
  const definition = { StartAt: 'M', States: { M: map } } as unknown as Definition;
  const running = driver.start(compileMachine(definition), { identity: identity(), input: {}, seed: 1 });
  await new Promise<void>((done) => running.onEnd(done));
  expect(runs.of(running.arn)[0]?.executionCounts.succeeded).toBe(20_000);
  // The parent, and the children that are kept when nobody asks for more.
  expect([...driver.executions()]).toHaveLength(1 + 1000);
});

test('in real time, children that end at once leave others a turn', async () => {
  const performer: TaskPerformer = { perform: (call, io) => io.settled({ ok: true, output: call.input }) };
  const runs = new MapRuns(() => driver, { open: () => read(40_000), writer: () => undefined }, { closed: 0 });
  const driver: Driver = new Driver({ host: systemHost({ seed: 1 }), performer, mapRunner: runs });
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
  };
  const map = { Type: 'Map', ItemReader: { Resource: 'r' }, ItemProcessor: processor, ResultPath: null, End: true };
  const definition = { StartAt: 'M', States: { M: map } } as unknown as Definition;
  const machine = compileMachine(definition, { payloadBytesMax: Number.MAX_SAFE_INTEGER });
  const running = driver.start(machine, { identity: identity(), input: {}, seed: 1 });
  let turns = 0;
  const turn = (): void => {
    turns++;
    if (running.open) setImmediate(turn);
  };
  setImmediate(turn);
  await new Promise<void>((done) => running.onEnd(done));
  expect(runs.of(running.arn)[0]?.executionCounts.succeeded).toBe(40_000);
  expect(turns).toBeGreaterThan(2);
});

test('a closed child tells its history again, as it was', () => {
  const { driver, waiting, running } = start({ items: 3, failing: new Set() });
  const before = [...driver.executions()].filter((one) => one !== running);
  const seen = before.map(({ execution }) => execution.history);
  while (waiting.open.length > 0) waiting.answer(0, () => false);
  before.forEach((child, index) => {
    expect(child.execution.status).toBe('SUCCEEDED');
    expect([...child.execution.history]).toEqual([...(seen[index] as History)]);
    expect(child.execution.history).toBe(child.execution.history);
    expect(child.execution.history.at(-1)).toMatchObject({ type: 'ExecutionSucceeded', output: index });
  });
});

test('retention: failed children beyond the bound are forgotten, and a redrive starts them anew', () => {
  const { driver, running, run, waiting } = start({ items: 5, failing: new Set(), tolerated: 4 }, undefined, {
    closed: 0,
    failed: 1,
  });
  while (waiting.open.length > 0) waiting.answer(0, () => true);
  expect(run.status).toBe('FAILED');
  expect([...driver.executions()]).toHaveLength(2);
  driver.redrive(running);
  while (waiting.open.length > 0) waiting.answer(0, () => false);
  expect(running.execution.status).toBe('SUCCEEDED');
  expect(run.itemCounts).toMatchObject({ succeeded: 5, failed: 0 });
  expect([...driver.executions()]).toHaveLength(1);
});

test('a reader that fails half way is read again by a redrive; items that had become children are not', async () => {
  let opened = 0;
  const data: MapRunData = { open: () => read(6, opened++ === 0 ? 3 : undefined), writer: () => undefined };
  const { running, driver, waiting, run } = start({ items: 0, failing: new Set() }, data);
  await new Promise<void>((done) => running.onEnd(done));
  expect(running.execution.history.at(-1)).toMatchObject({ error: 'States.ItemReaderFailed', cause: 'torn' });
  expect(run.itemCounts).toMatchObject({ total: 3, aborted: 3 });
  driver.redrive(running);
  await settle();
  while (waiting.open.length > 0) waiting.answer(0, () => false);
  expect(running.execution.history.at(-1)).toMatchObject({ type: 'ExecutionSucceeded', output: [0, 1, 2, 3, 4, 5] });
});

test('a run that fails writes what became of its children, the stopped ones among them', () => {
  const added: ChildResult[] = [];
  let closed = 0;
  const data: MapRunData = {
    open: () => read(0),
    writer: () => ({
      add: (child) => void added.push(child),
      pending: () => {},
      close: () => {
        closed++;
        return null;
      },
    }),
  };
  const waiting = new Waiting();
  const runs = new MapRuns(() => driver, data);
  const driver: Driver = new Driver({ host: virtualHost(), performer: waiting, mapRunner: runs, autoAdvance: false });
  const map = {
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
    },
    ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
    End: true,
  };
  const definition = { StartAt: 'M', States: { M: map } } as unknown as Definition;
  driver.start(compileMachine(definition), { identity: identity(), input: [1, 2, 3], seed: 1 });
  waiting.answer(0, () => false);
  waiting.answer(0, () => true);
  expect(added.map(({ status }) => status)).toEqual(['SUCCEEDED', 'FAILED', 'ABORTED']);
  expect(closed).toBe(1);
});

/** Items in groups of ten, each group waited for, as files are read. */
function read(count: number, torn?: number) {
  let at = 0;
  const next = (): Item | undefined | Promise<Item | undefined> => {
    if (at === torn) {
      const error = Object.assign(new Error('torn'), { error: 'States.ItemReaderFailed' });
      return Promise.reject(error);
    }
    if (at >= count) return undefined;
    const item: Item = { value: at++ };
    return at % 10 === 0 ? Promise.resolve(item) : item;
  };
  return { next };
}

const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
