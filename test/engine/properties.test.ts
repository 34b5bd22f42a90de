// What holds for every machine: the same entries give the same events, ended executions own nothing, the chain is a tree.
import fc from 'fast-check';
import type { Definition } from '../../lib/asl';
import { compileMachine, createExecution } from '../../lib/engine';
import { digest } from '../../lib/json';
import { Driver, virtualHost } from '../../lib/local';
import { machines, type RandomMachine, tokenlessMachines } from './machines';
import { Bench, identity, performerOf } from './workbench';

const runs = { numRuns: 300, seed: 20261121 };
const bench = ({ definition, input, replies }: RandomMachine): Bench =>
  new Bench(definition, input, { replies, seed: 3 });

test('E3: applying the entries again gives the same history', () => {
  fc.assert(
    fc.property(machines, (machine) => bench(machine).replays()),
    runs,
  );
});

test('two runs with one seed are the same', () => {
  fc.assert(
    fc.property(machines, (machine) => {
      expect(JSON.stringify(bench(machine).history)).toBe(JSON.stringify(bench(machine).history));
    }),
    runs,
  );
});

test('ids count up, every event hangs below an earlier one, and exactly one event ends an execution', () => {
  fc.assert(
    fc.property(machines, (machine) => {
      const { history, status } = bench(machine);
      history.forEach((event, place) => {
        expect(event.id).toBe(place + 1);
        expect(event.previousEventId).toBeLessThan(event.id);
      });
      const ends = history.filter((event) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(event.type));
      expect(ends).toHaveLength(status === 'RUNNING' ? 0 : 1);
    }),
    runs,
  );
});

test('E4: an ended execution waits for nothing', () => {
  fc.assert(
    fc.property(machines, (machine) => {
      const one = bench(machine);
      if (one.status === 'RUNNING') return;
      expect(one.running.pending.size).toBe(0);
      expect(one.driver.nextDue()).toBeUndefined();
    }),
    runs,
  );
});

test('redriving a failed machine, and stopping a waiting one, never breaks it', () => {
  fc.assert(
    fc.property(machines, (machine) => {
      const one = bench(machine);
      if (one.status === 'RUNNING') one.driver.stop(one.running, {});
      if (one.status !== 'SUCCEEDED') one.driver.redrive(one.running);
      one.replays();
    }),
    runs,
  );
});

test('a driver that crashes after any entry goes on to the same history', () => {
  fc.assert(
    fc.property(tokenlessMachines, (machine) => {
      const whole = bench(machine);
      const compiled = compileMachine(machine.definition as Definition);
      const fresh = createExecution(compiled);
      const journal = whole.running.entries.map((entry) => ({
        entry,
        digest: digest(JSON.stringify(fresh.step(entry).events)),
      }));
      for (let kept = 1; kept <= journal.length; kept++) {
        const at = journal[kept - 1]?.entry.at ?? 0;
        const driver = new Driver({ host: virtualHost({ start: at }), performer: performerOf(machine.replies) });
        const running = driver.restore(identity(), compiled, journal.slice(0, kept));
        expect(JSON.stringify(running.execution.history)).toBe(JSON.stringify(whole.history));
      }
    }),
    { ...runs, numRuns: 100 },
  );
});

test('a journal that no longer replays is refused with the entry that differs', () => {
  const machine = compileMachine({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
  const driver = new Driver({ host: virtualHost(), performer: performerOf({}) });
  const entry = { kind: 'started', at: 0, identity: identity(), input: {}, seed: 1 } as const;
  expect(() => driver.restore(identity(), machine, [{ entry, digest: 'other' }])).toThrow(
    /does not replay: entry 0 \(started\)/,
  );
});
