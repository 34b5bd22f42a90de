import { type Definition, graphOf, mermaid, ruleText, tree } from '../../lib/asl';
import { end, type Fields, machine, task } from './machines';

const parcel = machine({
  Check: { ...task, Next: 'IsHeavy', Catch: [{ ErrorEquals: ['Parcel.Lost', 'States.Timeout'], Next: 'GiveUp' }] },
  IsHeavy: {
    Type: 'Choice',
    Choices: [{ Variable: '$.grams', NumericGreaterThan: 2000, Next: 'AskForVan' }],
    Default: 'Send',
  },
  AskForVan: { Type: 'Pass', Next: 'Send' },
  Send: {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'Label', States: { Label: { Type: 'Pass', Next: 'Print' }, Print: end } },
      {
        StartAt: 'Book',
        States: {
          Book: { Type: 'Pass', Next: 'Booked' },
          Booked: {
            Type: 'Choice',
            Choices: [{ Variable: '$.ok', BooleanEquals: true, Next: 'Fine' }],
            Default: 'Later',
          },
          Fine: { Type: 'Succeed' },
          Later: { Type: 'Wait', Seconds: 60, Next: 'Book' },
        },
      },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GiveUp' }],
    Next: 'Tell',
  },
  Tell: { Type: 'Map', ItemProcessor: { StartAt: 'Mail', States: { Mail: end } }, End: true },
  GiveUp: { Type: 'Fail' },
}) as unknown as Definition;

describe('the graph', () => {
  const graph = graphOf(parcel);

  test('has a node for every state, with its place and its scope', () => {
    expect(graph.nodes.map(({ name }) => name)).toEqual(
      'Check IsHeavy AskForVan Send Tell GiveUp Label Print Book Booked Fine Later Mail'.split(' '),
    );
    expect(graph.nodes.find(({ name }) => name === 'Booked')).toEqual({
      name: 'Booked',
      type: 'Choice',
      pointer: '/States/Send/Branches/1/States/Booked',
      scope: '/States/Send/Branches/1',
    });
  });

  test('has a scope for the machine, each branch and each item processor', () => {
    expect(graph.scopes.map(({ id, kind, owner, index, start }) => [id, kind, owner, index, start])).toEqual([
      ['', 'machine', undefined, 0, 'Check'],
      ['/States/Send/Branches/0', 'branch', 'Send', 0, 'Label'],
      ['/States/Send/Branches/1', 'branch', 'Send', 1, 'Book'],
      ['/States/Tell/ItemProcessor', 'itemProcessor', 'Tell', 0, 'Mail'],
    ]);
  });

  test('has an edge for every start, transition and end', () => {
    const edges = graph.edges.map(({ kind, from, to, label, pointer }) => [kind, from, to, label, pointer]);
    expect(edges.slice(0, 6)).toEqual([
      ['start', undefined, 'Check', undefined, '/StartAt'],
      ['next', 'Check', 'IsHeavy', undefined, '/States/Check/Next'],
      ['catch', 'Check', 'GiveUp', 'Parcel.Lost, States.Timeout', '/States/Check/Catch/0/Next'],
      ['rule', 'IsHeavy', 'AskForVan', 'grams > 2000', '/States/IsHeavy/Choices/0/Next'],
      ['default', 'IsHeavy', 'Send', undefined, '/States/IsHeavy/Default'],
      ['next', 'AskForVan', 'Send', undefined, '/States/AskForVan/Next'],
    ]);
    expect(edges.filter(([kind]) => kind === 'end').map(([, from]) => from)).toEqual([
      'Tell',
      'GiveUp',
      'Print',
      'Fine',
      'Mail',
    ]);
  });
});

test('a tree for terminals', () => {
  expect(tree(graphOf(parcel))).toBe(
    `
Check ─┬→ IsHeavy ─┬ grams > 2000 → AskForVan → Send
       │           └ default → Send
       └ Parcel.Lost, States.Timeout ⇢ GiveUp ✗
Send ‖ Label → Print
     ‖ Book → Booked ─┬ ok → Fine ✓
                      └ default → Later ↺ Book
     → Tell
     └ States.ALL ⇢ GiveUp
Tell ⟳ Mail
`.slice(1),
  );
});

test('a tree of a long chain goes on in further rows, each state once', () => {
  const names = Array.from({ length: 2000 }, (_, i) => `State${i}`);
  const states = Object.fromEntries(
    names.map((name, i) => [name, i === 1999 ? { Type: 'Succeed' } : { Type: 'Pass', Next: names[i + 1] ?? '' }]),
  );
  const lines = tree(graphOf(machine(states) as unknown as Definition)).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(125);
  for (const name of names)
    expect(lines.filter((line) => line.startsWith(`${name} `) || line.includes(` ${name}`)).length).toBeGreaterThan(0);
});

test('Mermaid', () => {
  expect(mermaid(graphOf(parcel))).toBe(
    `
flowchart TD
  s0["Check"]
  s1{"IsHeavy"}
  s2["AskForVan"]
  subgraph s3 ["‖ Send"]
    subgraph s3b0 [" "]
      s4["Label"]
      s5["Print"]
    end
    subgraph s3b1 [" "]
      s6["Book"]
      s7{"Booked"}
      s8(["Fine ✓"])
      s9(["Later (wait)"])
    end
  end
  subgraph s10 ["⟳ Tell"]
    s11["Mail"]
  end
  s12(["GiveUp ✗"])
  s0 --> s1
  s0 -.->|"Parcel.Lost, States.Timeout"| s12
  s1 -->|"grams #gt; 2000"| s2
  s1 -->|"default"| s3
  s2 --> s3
  s3 --> s10
  s3 -.->|"States.ALL"| s12
  s4 --> s5
  s6 --> s7
  s7 -->|"ok"| s8
  s7 -->|"default"| s9
  s9 --> s6
`.slice(1),
  );
});

describe('a rule in one line', () => {
  test.each<[Fields, string]>([
    [{ Variable: '$.total', NumericGreaterThanEquals: 1000 }, 'total ≥ 1000'],
    [{ Variable: '$.a.b', StringEquals: 'x' }, 'a.b = "x"'],
    [{ Variable: '$.a', StringLessThanPath: '$.b' }, 'a < b'],
    [{ Variable: '$v', StringMatches: 'x*' }, '$v matches "x*"'],
    [{ Variable: '$.a', IsPresent: false }, 'a is not present'],
    [{ Variable: '$.a', BooleanEquals: false }, 'not a'],
    [{ Not: { Variable: '$.a', IsNull: true } }, 'not (a is null)'],
    [
      {
        And: [
          { Variable: '$.a', IsNull: true },
          {
            Or: [
              { Variable: '$.b', NumericEquals: 1 },
              { Variable: '$.c', NumericEquals: 2 },
            ],
          },
        ],
      },
      'a is null and (b = 1 or c = 2)',
    ],
    [{ Condition: '{% $states.input.total > 1000 %}' }, '$states.input.total > 1000'],
    [{ Condition: true }, 'true'],
  ])('%j', (rule, text) => {
    expect(ruleText(rule as never)).toBe(text);
  });
});
