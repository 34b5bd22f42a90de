// A service in this process whose every commit is written down, so that a test can stop it after any of them.
import type { JsonObject } from '../../lib/json';
import { executionsPort, Local, virtualHost } from '../../lib/local';
import { createServices, Mocks, SimulatedJobs, type World } from '../../lib/services';
import { type JournalRecord, memoryStore, type Store } from '../../lib/store';
import { replayed } from '../engine/replayed';

export type Batch = readonly JournalRecord[];

/** Everything that was appended, commit by commit. */
export interface Recorded {
  readonly store: Store;
  readonly batches: Batch[];
}

export function recorded(store: Store = memoryStore()): Recorded {
  const batches: Batch[] = [];
  return {
    batches,
    store: {
      append(batch) {
        batches.push(batch);
        return store.append(batch);
      },
      read: (key) => store.read(key),
      list: (prefix, options) => store.list(prefix, options),
      entries: (execution) => store.entries(execution),
      open: () => store.open(),
      compact: (execution) => store.compact(execution),
      close: () => store.close(),
    },
  };
}

export interface Service {
  readonly local: Local;
  /** Tasks that were performed: execution, state, item, attempt, redrives. */
  readonly performed: readonly string[];
}

/** @param start milliseconds at which the virtual clock begins */
export function service(store: Store, start: number): Service {
  const host = virtualHost({ start, seed: 1 });
  const performed: string[] = [];
  let local: Local;
  const world: World = {
    now: () => host.now(),
    uuid: () => host.uuid(),
    after(ms, callback) {
      const timer = local.driver.timer(host.now() + ms, callback);
      return () => local.driver.cancelTimer(timer);
    },
    busy: () => () => {},
    partition: 'aws',
    account: '123456789012',
    region: 'us-east-1',
  };
  const mocks = new Mocks(world);
  mocks.mock({ functionName: 'work' }, ({ state, attempt, item, executionArn, input }) => {
    const redrives = redriven(local, executionArn);
    performed.push(`${executionArn.split(':').at(-1)} ${state} ${item?.index} ${attempt} ${redrives}`);
    if (state.startsWith('Flaky') && attempt < 3) throw Object.assign(new Error('again'), { name: 'Flaky' });
    if (state.startsWith('Broken') && redrives === 0) throw new Error('not redriven yet');
    return { did: state, input };
  });
  const services = createServices({
    world,
    executions: executionsPort(
      () => local,
      (operation) => {
        throw new Error(`no ${operation} here`);
      },
    ),
    before: [mocks],
    after: [new SimulatedJobs(world)],
  });
  local = new Local({ host, store, journal: true, performer: () => services.performer });
  replayed(local.driver);
  return { local, performed };
}

function redriven(local: Local, executionArn: string): number {
  return local.executions.find(executionArn)?.redriveCount ?? 0;
}

export const start = Date.UTC(2026, 0, 1);
const roleArn = 'arn:aws:iam::123456789012:role/test';
export const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
export const executionArn = (name: string) => `arn:aws:states:us-east-1:123456789012:execution:${name}:run`;

export async function create(local: Local, machines: { readonly [name: string]: JsonObject }): Promise<void> {
  for (const [name, definition] of Object.entries(machines))
    await local.machines.create({ name, definition: JSON.stringify(definition), roleArn });
}

/** Milliseconds of the last entry that was written. */
export function lastMoment(batches: readonly Batch[]): number {
  const entries = batches.flat().filter((record) => record.kind === 'entry');
  return entries.at(-1)?.entry.at ?? start;
}
