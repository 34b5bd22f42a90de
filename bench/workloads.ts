// What is measured: definitions, inputs, and what tasks answer. Every engine must give the same outputs.
import type { Definition, State } from '../lib/asl';
import type { Json } from '../lib/json';

export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly definition: Definition;
  /** One round runs all of them, one after the other. */
  readonly inputs: readonly Json[];
  /** Functions by name: what they return, or an Error whose name is the error's. */
  readonly functions?: { readonly [name: string]: (input: Json) => Json };
  /** Lifts the limit of 256 KiB, which the other engine does not know. */
  readonly payloadBytesMax?: number;
  /** States with a Retry: an engine in real time must not wait for them. */
  readonly retried?: readonly string[];
}

const count = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index));
const lambda = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const loop: Workload = {
  name: 'loop',
  about: 'a counter: Pass with States.MathAdd, Choice; 10,000 times',
  definition: {
    StartAt: 'Add',
    States: {
      Add: { Type: 'Pass', Parameters: { 'at.$': 'States.MathAdd($.at, 1)', 'end.$': '$.end' }, Next: 'More' },
      More: {
        Type: 'Choice',
        Choices: [{ Variable: '$.at', NumericLessThanPath: '$.end', Next: 'Add' }],
        Default: 'Enough',
      },
      Enough: { Type: 'Succeed' },
    },
  },
  inputs: [{ at: 0, end: 10_000 }],
};

const map: Workload = {
  name: 'map',
  about: 'inline Map over 10,000 items, three states each',
  payloadBytesMax: 2 ** 30,
  definition: {
    StartAt: 'Every',
    States: {
      Every: {
        Type: 'Map',
        ItemsPath: '$.orders',
        ItemProcessor: {
          StartAt: 'Shape',
          States: {
            Shape: {
              Type: 'Pass',
              Parameters: {
                'id.$': '$.id',
                'amount.$': '$.amount',
                'text.$': "States.Format('{}: {}', $.id, $.amount)",
              },
              Next: 'Large',
            },
            Large: {
              Type: 'Choice',
              Choices: [{ Variable: '$.amount', NumericGreaterThanEquals: 50, Next: 'Yes' }],
              Default: 'No',
            },
            Yes: { Type: 'Pass', Result: 'yes', ResultPath: '$.large', End: true },
            No: { Type: 'Pass', Result: 'no', ResultPath: '$.large', End: true },
          },
        },
        End: true,
      },
    },
  },
  inputs: [{ orders: count(10_000, (index) => ({ id: `o-${index}`, amount: index % 100, tags: ['a', 'b'] })) }],
};

const chain = (length: number): { readonly [name: string]: State } =>
  Object.fromEntries(
    count(length, (index): [string, State] => [
      `S${index}`,
      {
        Type: 'Pass',
        Result: index,
        ResultPath: '$.step',
        ...(index === length - 1 ? { End: true } : { Next: `S${index + 1}` }),
      },
    ]),
  );

const parallel: Workload = {
  name: 'parallel',
  about: '20 executions of a Parallel with 20 branches of 40 Pass states',
  definition: {
    StartAt: 'All',
    States: {
      All: {
        Type: 'Parallel',
        Branches: count(20, () => ({ StartAt: 'S0', States: chain(40) })).map((branch, index) =>
          renamed(branch, index),
        ),
        End: true,
      },
    },
  },
  inputs: count(20, (index) => ({ id: `p-${index}`, step: 0 })),
};

/** State names are unique in a machine. */
function renamed(scope: { StartAt: string; States: { readonly [name: string]: State } }, branch: number) {
  const name = (state: string) => `${state}of${branch}`;
  const States = Object.fromEntries(
    Object.entries(scope.States).map(([state, body]) => [
      name(state),
      'Next' in body && body.Next !== undefined ? { ...body, Next: name(body.Next) } : body,
    ]),
  ) as { [name: string]: State };
  return { StartAt: name(scope.StartAt), States };
}

const small: Workload = {
  name: 'small',
  about: 'three states, 2,000 executions: what an execution costs besides its states',
  definition: {
    StartAt: 'Greet',
    States: {
      Greet: {
        Type: 'Pass',
        Parameters: { 'text.$': "States.Format('hello {}', $.name)", 'n.$': '$.n' },
        Next: 'Positive',
      },
      Positive: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericGreaterThan: 0, Next: 'Mark' }],
        Default: 'Mark',
      },
      Mark: { Type: 'Pass', Result: true, ResultPath: '$.ok', End: true },
    },
  },
  inputs: count(2000, (index) => ({ name: `n${index}`, n: index })),
};

const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2 }];
const order: Workload = {
  name: 'order',
  about: '1,000 orders: tasks with Retry and Catch, Map, Parallel, Choice',
  definition: {
    StartAt: 'Check',
    States: {
      Check: { Type: 'Task', Resource: lambda('Check'), ResultPath: '$.check', Next: 'Good' },
      Good: {
        Type: 'Choice',
        Choices: [{ Variable: '$.check.ok', BooleanEquals: true, Next: 'Price' }],
        Default: 'Rejected',
      },
      Price: {
        Type: 'Map',
        ItemsPath: '$.lines',
        ItemProcessor: {
          StartAt: 'PriceOne',
          States: { PriceOne: { Type: 'Task', Resource: lambda('PriceOne'), End: true } },
        },
        ResultPath: '$.priced',
        Next: 'Prepare',
      },
      Prepare: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Reserve', States: { Reserve: { Type: 'Task', Resource: lambda('Reserve'), End: true } } },
          {
            StartAt: 'Score',
            States: {
              Score: { Type: 'Task', Resource: lambda('Score'), Next: 'Risky' },
              Risky: {
                Type: 'Choice',
                Choices: [{ Variable: '$.score', NumericGreaterThan: 90, Next: 'Flag' }],
                Default: 'Clear',
              },
              Flag: { Type: 'Pass', Result: { flagged: true }, End: true },
              Clear: { Type: 'Pass', Result: { flagged: false }, End: true },
            },
          },
        ],
        ResultPath: '$.prepared',
        Next: 'Charge',
      },
      Charge: {
        Type: 'Task',
        Resource: lambda('Charge'),
        Retry: retry,
        Catch: [{ ErrorEquals: ['Declined'], ResultPath: '$.error', Next: 'Rejected' }],
        ResultPath: '$.charge',
        Next: 'Done',
      },
      Done: { Type: 'Pass', Parameters: { 'id.$': '$.id', 'amount.$': '$.charge.amount', status: 'DONE' }, End: true },
      Rejected: { Type: 'Pass', Parameters: { 'id.$': '$.id', status: 'REJECTED' }, End: true },
    },
  },
  inputs: count(1000, (index) => ({
    id: `o-${index}`,
    n: index,
    lines: count(1 + (index % 4), (line) => ({ sku: `s-${line}`, qty: 1 + line, unit: 10 + index })),
  })),
  functions: orderFunctions(),
  retried: ['Charge'],
};

function orderFunctions(): { readonly [name: string]: (input: Json) => Json } {
  const busy = new Set<string>();
  type Order = { id: string; n: number; priced: { amount: number }[] };
  return {
    Check: (input) => ({ ok: (input as Order).n % 25 !== 24 }),
    PriceOne: (input) => ({ amount: (input as { qty: number; unit: number }).qty * (input as { unit: number }).unit }),
    Reserve: () => ({ reserved: true }),
    Score: (input) => ({ score: ((input as Order).n * 37) % 100 }),
    Charge(input) {
      const { id, n, priced } = input as Order;
      if (n % 20 === 19) throw Object.assign(new Error('the card was declined'), { name: 'Declined' });
      // Every tenth order fails once.
      if (n % 10 === 9 && !busy.delete(id)) {
        busy.add(id);
        throw Object.assign(new Error('try again'), { name: 'Busy' });
      }
      return { amount: priced.reduce((sum, { amount }) => sum + amount, 0) };
    },
  };
}

const payload = (bytes: number): Json => ({
  items: count(Math.ceil(bytes / 100), (index) => ({
    id: `id-${index}`,
    name: `Item number ${index}`,
    price: index,
    tags: ['red', 'blue', 'green'],
  })),
  step: 0,
});
const carry = (bytes: number): Workload => ({
  name: bytes < 1000 ? 'payload 200 B' : 'payload 200 KB',
  about: `${bytes < 1000 ? '200 B' : '200 KB'} carried through 100 Pass states, 5 times`,
  definition: { StartAt: 'S0', States: chain(100) },
  inputs: count(5, () => payload(bytes)),
});

const jsonata: Workload = {
  name: 'jsonata',
  about: 'a counter in JSONata with variables; 10,000 times',
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Init',
    States: {
      Init: { Type: 'Pass', Assign: { i: 0, sum: 0, end: '{% $states.input.end %}' }, Next: 'Add' },
      Add: { Type: 'Pass', Assign: { i: '{% $i + 1 %}', sum: '{% $sum + $i %}' }, Next: 'More' },
      More: { Type: 'Choice', Choices: [{ Condition: '{% $i < $end %}', Next: 'Add' }], Default: 'Done' },
      Done: { Type: 'Pass', Output: { sum: '{% $sum %}' }, End: true },
    },
  },
  inputs: [{ end: 10_000 }],
};

export const workloads: readonly Workload[] = [loop, map, parallel, small, order, carry(200), carry(200_000), jsonata];
