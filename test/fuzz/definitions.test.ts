// Whatever a definition, an input or an answer looks like: the validator says what is wrong, or the machine runs to an end
// that the service knows. Never a crash, never a hang, never two answers for one seed.
import fc from 'fast-check';
import { type Definition, parseDefinition, type StateMachineType, validate } from '../../lib/asl';
import { compileMachine, type Machine } from '../../lib/engine';
import { type Json, put } from '../../lib/json';
import { Driver, MapRuns, type Running, stateDataOnly, virtualHost } from '../../lib/local';
import { identity, outcomeOf } from '../engine/workbench';
import { seeds } from './seeds';

const numRuns = Number(process.env.FUZZ_RUNS ?? 1500);
const options = { numRuns, seed: 20261121 };

const oddTexts = [
  '',
  '$',
  '$$',
  '$.a',
  '$.items[*].v',
  '$.items[?(@.v > 1)]',
  "$['a','b']",
  '$..v',
  '$.a.b.c.d',
  '$x',
  '$.items[-1:]',
  '$[',
  "States.Format('{}', $.a)",
  'States.MathAdd($.a, 1)',
  'States.Array(',
  'States.StringToJson($.s)',
  'States.ArrayRange(1, 900, 1)',
  '{% $states.input %}',
  '{% $states.input.a + 1 %}',
  '{% $nope %}',
  '{% ( %}',
  '{% [1..10] %}',
  '{% $states.result %}',
  '{% function($x){$x} %}',
  '{% $sum($states.input.items.v) %}',
  '\ud800',
  '\u0000',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  'Next',
  '2026-01-01T00:00:00Z',
  'not a time',
  'JSONata',
  'JSONPath',
  'DISTRIBUTED',
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  'arn:aws:states:::nope:nope',
  'States.ALL',
  'States.Runtime',
];
const oddNumbers = [0, -1, 1, 1.5, 99_999_999, 100_000_000, 1e308, -0, 2 ** 53, 5e-324, 262_144];

const leaf = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.constantFrom(...oddNumbers),
  fc.constantFrom(null, true, false),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf as fc.Arbitrary<Json>,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b.$', 'v', 'items', '__proto__', 'Next', 'Type', 'x.$'), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

type Edit = {
  readonly at: number;
  readonly how: 'replace' | 'delete' | 'add' | 'rename';
  readonly key: string;
  readonly value: Json;
};
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(400),
  how: fc.constantFrom<Edit['how'][]>('replace', 'replace', 'delete', 'add', 'rename'),
  key: fc.constantFrom(
    'Next',
    'End',
    'Retry',
    'Catch',
    'Assign',
    'Output',
    'ResultPath',
    'InputPath',
    'Items',
    'MaxConcurrency',
    'QueryLanguage',
    'TimeoutSeconds',
    'Condition',
    'And',
    'Unknown',
    '__proto__',
  ),
  value,
});

/** Every place of a value that has members, in order, so that an edit can name one by number. */
function places(root: Json): { readonly holder: { [key: string]: Json }; readonly key: string }[] {
  const found: { readonly holder: { [key: string]: Json }; readonly key: string }[] = [];
  const open: Json[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const key of Object.keys(next)) {
      found.push({ holder: next as { [key: string]: Json }, key });
      open.push((next as { [key: string]: Json })[key] as Json);
    }
  }
  return found;
}

function mutated(seed: object, edits: readonly Edit[]): Json {
  const copy = structuredClone(seed) as Json;
  for (const { at, how, key, value: given } of edits) {
    const all = places(copy);
    const place = all[at % Math.max(1, all.length)];
    if (place === undefined) break;
    if (how === 'replace') put(place.holder, place.key, given);
    else if (how === 'add') put(place.holder, key, given);
    else {
      const old = place.holder[place.key] as Json;
      if (Array.isArray(place.holder)) continue;
      delete place.holder[place.key];
      if (how === 'rename') put(place.holder, key, old);
    }
  }
  return copy;
}

function run(machine: Machine, type: StateMachineType, input: Json, answer: Json): Running {
  let calls = 0;
  const driver: Driver = new Driver({
    host: virtualHost(),
    performer: {
      perform(call, io) {
        if (call.kind === 'activity') io.submitted(null);
        else if (call.pattern !== 'requestResponse') io.submitted({});
        // Two of three calls succeed; after many, all fail, so that no loop of the machine goes on for ever.
        calls++;
        io.settled(calls % 3 === 0 || calls > 200 ? { ok: false, error: 'Boom', cause: 'why' } : outcomeOf(answer));
      },
    },
    mapRunner: new MapRuns(() => driver, stateDataOnly),
    keepEntries: true,
  });
  return driver.start(machine, { identity: identity(type), input, seed: 7 });
}

test('a mutated definition is refused with a diagnostic, or runs to an end, the same twice', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(edit, { minLength: 0, maxLength: 3 }),
      value,
      value,
      fc.constantFrom<StateMachineType[]>('STANDARD', 'EXPRESS'),
      (seed, edits, input, answer, type) => {
        const text = JSON.stringify(mutated(seed, edits));
        const parsed = parseDefinition(text);
        if (parsed.definition === undefined) {
          expect(parsed.diagnostics.length).toBeGreaterThan(0);
          return;
        }
        const diagnostics = validate(parsed.definition, { type, positions: parsed.positions });
        if (diagnostics.some(({ severity }) => severity === 'ERROR')) return;
        accepted++;
        const machine = compileMachine(parsed.definition as Definition, { type, historyEventsMax: 2000 });
        const first = run(machine, type, input, answer);
        const second = run(machine, type, input, answer);
        expect(first.execution.status).not.toBe('PENDING_REDRIVE');
        expect(second.execution.history.length).toBe(first.execution.history.length);
        expect(JSON.stringify(second.execution.history.at(-1))).toBe(JSON.stringify(first.execution.history.at(-1)));
      },
    ),
    options,
  );
  // The mutations must leave enough machines alive for the test to mean something.
  expect(accepted).toBeGreaterThan(numRuns / 10);
});

test.each([
  ['deep', (n: number): Json => JSON.parse(`${'['.repeat(n)}${']'.repeat(n)}`)],
  ['wide', (n: number): Json => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]))],
])('a %s input passes through every seed machine', (_title, make) => {
  for (const seed of seeds) {
    const machine = compileMachine(seed as unknown as Definition, { historyEventsMax: 2000 });
    expect(run(machine, 'STANDARD', make(900), { ok: true }).execution.history.length).toBeGreaterThan(1);
  }
});
