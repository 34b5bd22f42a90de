// Random machines: every state type, nested scopes, retries, catches, timeouts, and the replies of their tasks.
import fc from 'fast-check';
import type { Json } from '../../lib/json';
import { fail, type Reply } from './workbench';

const task = 'arn:aws:states:::lambda:invoke';

export interface RandomMachine {
  readonly definition: object;
  readonly input: Json;
  readonly replies: { readonly [state: string]: Reply };
}

interface Made {
  readonly state: object;
  readonly replies: { readonly [state: string]: Reply };
}

/** A scope is a chain of states, some of which jump to the end of it when they catch or choose. */
function scope(
  depth: number,
  prefix: string,
  tokens: boolean,
): fc.Arbitrary<{ readonly scope: object; readonly replies: { readonly [state: string]: Reply } }> {
  return fc.array(fc.nat(), { minLength: 1, maxLength: 4 }).chain((slots) => {
    const names = slots.map((_, index) => `${prefix}${index}`);
    const last = `${prefix}Z`;
    return fc
      .tuple(...names.map((name, index) => state(depth, name, names[index + 1] ?? last, last, tokens)))
      .map((made) => ({
        scope: {
          StartAt: names[0],
          States: Object.fromEntries([
            ...made.map((one, index) => [names[index], one.state]),
            [last, { Type: 'Succeed' }],
          ]),
        },
        replies: Object.assign({}, ...made.map((one) => one.replies)),
      }));
  });
}

function state(depth: number, name: string, next: string, last: string, tokens: boolean): fc.Arbitrary<Made> {
  const plain = (made: fc.Arbitrary<object>): fc.Arbitrary<Made> =>
    made.map((fields) => ({ state: { ...fields, Next: next }, replies: {} }));
  const leaves: fc.Arbitrary<Made>[] = [
    plain(
      fc.constantFrom(
        { Type: 'Pass' },
        { Type: 'Pass', Result: { x: 1 }, ResultPath: '$.p' },
        { Type: 'Pass', InputPath: '$.nope' },
      ),
    ),
    plain(fc.record({ Type: fc.constant('Wait'), Seconds: fc.nat(5) })),
    fc.constantFrom({ state: { Type: 'Fail', Error: 'Boom' }, replies: {} }),
    fc.boolean().map((present) => ({
      state: { Type: 'Choice', Choices: [{ Variable: '$.p', IsPresent: present, Next: next }], Default: last },
      replies: {},
    })),
    fc
      .record({
        reply: replies,
        errors: handlers(last),
        timeout: fc.constantFrom({}, { TimeoutSeconds: 3 }),
        token: tokens ? fc.boolean() : fc.constant(false),
      })
      .map(({ reply, errors, timeout, token }) => ({
        state: {
          Type: 'Task',
          Resource: token ? `${task}.waitForTaskToken` : task,
          ResultPath: '$.t',
          Next: next,
          ...errors,
          ...timeout,
        },
        replies: { [name]: reply },
      })),
  ];
  if (depth === 0) return fc.oneof(...leaves);
  return fc.oneof(
    ...leaves,
    fc
      .tuple(scope(depth - 1, `${name}a`, tokens), scope(depth - 1, `${name}b`, tokens), handlers(last))
      .map(([a, b, errors]) => ({
        state: { Type: 'Parallel', Branches: [a.scope, b.scope], ResultPath: '$.b', Next: next, ...errors },
        replies: { ...a.replies, ...b.replies },
      })),
    fc.tuple(scope(depth - 1, `${name}m`, tokens), fc.nat(3), handlers(last)).map(([inner, limit, errors]) => ({
      state: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: limit,
        ItemProcessor: inner.scope,
        ResultPath: '$.m',
        Next: next,
        ...errors,
      },
      replies: inner.replies,
    })),
  );
}

const replies: fc.Arbitrary<Reply> = fc.oneof(
  fc.constantFrom<Reply>(null, { a: 1 }, 'text'),
  fc.constant(fail('Boom', 'why')),
  fc.constant(undefined),
);

function handlers(last: string): fc.Arbitrary<object> {
  const retry = fc.record({
    ErrorEquals: fc.constantFrom(['Boom'], ['States.ALL']),
    MaxAttempts: fc.nat(2),
    JitterStrategy: fc.constantFrom('NONE', 'FULL'),
  });
  return fc.record(
    {
      Retry: fc.array(retry, { minLength: 1, maxLength: 2 }),
      Catch: fc.constant([{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: last }]),
    },
    { requiredKeys: [] },
  );
}

const machinesWith = (tokens: boolean): fc.Arbitrary<RandomMachine> =>
  scope(2, 'S', tokens).map(({ scope: definition, replies: given }) => ({
    definition,
    input: { items: [{ i: 0 }, { i: 1 }, { i: 2 }] },
    replies: given,
  }));

export const machines = machinesWith(true);
/** Without task tokens nobody outside has a say, so what happens next depends on the machine alone. */
export const tokenlessMachines = machinesWith(false);
