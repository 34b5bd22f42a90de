// The packed history reads like an array of its events, whatever was kept of them and however the clock moved.
import fc from 'fast-check';
import { EventLog } from '../../lib/engine/event-log';
import type { Frame, HistoryEvent } from '../../lib/engine/events';
import { plain, StateExits, stateEntered, taskResult } from '../../lib/engine/kinds';

const frame: Frame = { outer: undefined, kind: 'machine', state: '', index: 0 };
const entered = stateEntered('A', 'Task');
const exits = new StateExits('A', 'Task');
const succeeded = taskResult('A', 'TaskSucceeded', { resourceType: 'sqs', resource: 'sendMessage' });
const started = plain('A', 'LambdaFunctionStarted');

/** Adds one event to the log, and to the list that it must read like. */
type Adding = (log: EventLog, events: HistoryEvent[], at: number) => void;

const adding: fc.Arbitrary<Adding> = fc.oneof(
  fc.integer().map<Adding>((input) => (log, events, timestamp) => {
    events.push({ ...head(events, timestamp), state: 'A', type: 'TaskStateEntered', input, inputText: undefined });
    log.add(entered, frame, events.length - 1, input);
  }),
  fc
    .record({ output: fc.string(), next: fc.constantFrom('B', 'C', undefined), catcher: fc.constantFrom(0, undefined) })
    .map<Adding>(({ output, next, catcher }) => (log, events, timestamp) => {
      const details = { output, outputText: undefined, assigned: undefined, next, rule: undefined, catcher };
      events.push({ ...head(events, timestamp), state: 'A', type: 'TaskStateExited', ...details });
      log.add(exits.to(next, undefined, catcher).plain, frame, events.length - 1, output);
    }),
  fc.integer().map<Adding>((value) => (log, events, timestamp) => {
    const assigned = { value };
    const details = { output: null, outputText: undefined, assigned, next: 'B', rule: 2, catcher: undefined };
    events.push({ ...head(events, timestamp), state: 'A', type: 'TaskStateExited', ...details });
    log.add(exits.to('B', 2, undefined).assigning, frame, events.length - 1, { output: null, assigned });
  }),
  fc.string().map<Adding>((output) => (log, events, timestamp) => {
    const names = { resourceType: 'sqs', resource: 'sendMessage' };
    events.push({ ...head(events, timestamp), state: 'A', type: 'TaskSucceeded', ...names, output });
    log.add(succeeded, frame, events.length - 1, output);
  }),
  fc.constant<Adding>((log, events, timestamp) => {
    events.push({ ...head(events, timestamp), state: 'A', type: 'LambdaFunctionStarted' });
    log.add(started, frame, events.length - 1, undefined);
  }),
  fc.nat().map<Adding>((length) => (log, events, timestamp) => {
    const event: HistoryEvent = { ...head(events, timestamp), state: 'M', type: 'MapStateStarted', length };
    events.push(event);
    log.addWhole(event);
  }),
);

const head = (events: readonly HistoryEvent[], timestamp: number) => ({
  id: events.length + 1,
  previousEventId: events.length,
  timestamp,
  frame,
});

test('a log reads like the array of its events', () => {
  const turns = fc.array(
    fc.record({ pause: fc.constantFrom(0, 0, 1, 1000), added: fc.array(adding, { maxLength: 12 }) }),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(turns, fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 }), (list, from, to) => {
      const log = new EventLog();
      const events: HistoryEvent[] = [];
      let now = Date.UTC(2026, 0, 1);
      for (const { pause, added } of list) {
        now += pause;
        log.clock(now);
        for (const add of added) add(log, events, now);
      }
      expect(log).toHaveLength(events.length);
      expect([...log]).toStrictEqual(events);
      expect(log.slice(from, to)).toStrictEqual(events.slice(from, to));
      expect(log.at(from)).toStrictEqual(events.at(from));
      // The digest of a journal's entry is taken of this text.
      expect(JSON.stringify(log)).toBe(JSON.stringify(events));
    }),
  );
});

test('one way out of a state is one kind, however often it is gone', () => {
  expect(exits.to('B', 2, undefined)).toBe(exits.to('B', 2, undefined));
  expect(exits.to('B', 2, undefined)).not.toBe(exits.to('B', 1, undefined));
});
