// Grounds without an app: every execution has its own, and nothing but the test's answers.
import type { ServiceCall } from '../engine';
import { Driver, type Host, MapRuns, stateDataOnly, virtualHost } from '../local';
import { type Answerer, compose, plausibleResult, type World } from '../services';
import { Gate } from './gate';
import type { MachineSource } from './source';
import type { Ground } from './stage';

export interface GroundOptions {
  readonly startTime: string | number;
  readonly seed: number;
  /** The test's answers. */
  readonly answerers: (world: World) => readonly Answerer[];
  /** Tasks that wait for a token may wait for the test. */
  readonly parks: boolean;
}

export function bareGround(source: MachineSource, options: GroundOptions): Ground {
  const host = virtualHost({ start: options.startTime, seed: options.seed });
  const world = worldOf(host, source);
  const unanswered: ServiceCall[] = [];
  const unmentioned: ServiceCall[] = [];
  const performer = compose({
    answerers: [
      ...options.answerers(world),
      ...(options.parks ? [parkedForTest(unmentioned, world)] : []),
      nobody(unanswered),
    ],
  });
  const gate = new Gate(performer);
  const driver: Driver = new Driver({
    host,
    performer: gate,
    mapRunner: new MapRuns(() => driver, stateDataOnly),
    autoAdvance: false,
    keepEntries: true,
  });
  return { driver, gate, unanswered, unmentioned, faults: [] };
}

/** The last to be asked: remembers the task and fails it, past every Retry and Catch. */
export function nobody(unanswered: ServiceCall[]): Answerer {
  return {
    by: 'mock',
    answers(call, io) {
      unanswered.push(call);
      io.settled({ ok: false, error: 'States.Runtime', cause: `nobody answers ${call.path}` });
      return true;
    },
  };
}

/** Tasks with a token wait for the test, which may take them with waiting(). */
export function parkedForTest(unmentioned: ServiceCall[], world: World): Answerer {
  return {
    by: 'mock',
    answers(call, io) {
      if (call.taskToken === undefined || call.pattern !== 'waitForTaskToken') return false;
      unmentioned.push(call);
      io.submitted(plausibleResult(call, world));
      io.parked();
      return true;
    },
  };
}

/** A world without services: mocks need its names, ids and clock. */
function worldOf(host: Host, source: MachineSource): World {
  const [, partition = 'aws', , region = 'us-east-1', account = '123456789012'] = source.stateMachineArn.split(':');
  return {
    now: () => host.now(),
    uuid: () => host.uuid(),
    after() {
      throw new Error('a world of mocks has no timers');
    },
    busy: () => () => {},
    partition,
    region,
    account,
  };
}
