import type { Definition } from '../../lib/asl';
import type { HistoryEvent } from '../../lib/engine';
import { addHits, coverage, hitsOf, project, trace } from '../../lib/history';
import { answered, began, entered, exited, failed, history, scheduled } from './events';

const definition: Definition = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [{ ErrorEquals: ['Busy'] }, { ErrorEquals: ['States.Timeout'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }],
      Next: 'Big',
    },
    Big: {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericGreaterThan: 3, Next: 'Each' }],
      Default: 'Stop',
    },
    Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, End: true },
    Stop: { Type: 'Fail' },
  },
};
const hits = (...events: HistoryEvent[][]) => {
  const all = new Map<string, number>();
  for (const one of events) addHits(all, hitsOf(project(trace, one)));
  return all;
};

const retriedThenDefault = history(
  began(),
  entered('Task', 'Ask'),
  scheduled('Ask', {}),
  failed('Ask', 'Busy', undefined, 1, { retrier: 0, delayMs: 1000 }),
  scheduled('Ask', {}, 1001),
  answered('Ask', {}, 1002),
  exited('Task', 'Ask', {}, 1002, { next: 'Big' }),
  entered('Choice', 'Big'),
  exited('Choice', 'Big', {}, 1002, { rule: -1, next: 'Stop' }),
  entered('Fail', 'Stop'),
  { type: 'ExecutionFailed' },
);
const caught = history(
  began(),
  entered('Task', 'Ask'),
  scheduled('Ask', {}),
  failed('Ask', 'Odd', undefined, 1),
  exited('Task', 'Ask', {}, 1, { catcher: 0, next: 'Stop' }),
  entered('Fail', 'Stop'),
  { type: 'ExecutionFailed' },
);
const noItems = history(
  began(),
  entered('Choice', 'Big'),
  exited('Choice', 'Big', {}, 0, { rule: 0, next: 'Each' }),
  entered('Map', 'Each'),
  { type: 'MapStateStarted', state: 'Each', length: 0 },
  { type: 'MapStateSucceeded', state: 'Each' },
  exited('Map', 'Each', []),
);

describe('coverage', () => {
  test('of nothing names everything', () => {
    const { states, transitions, missed } = coverage(definition, new Map());
    expect([states.total, transitions.total]).toEqual([5, 7]);
    expect(missed.map(({ text }) => text)).toEqual([
      'Ask',
      'Big',
      'Each',
      'Stop',
      'One',
      'Ask → Big',
      'Ask → Stop on States.ALL',
      'Big → Each when n > 3',
      'Big → Stop by default',
      'Each → end',
      'Stop → end',
      'One → end',
      'Ask retried on Busy',
      'Ask retried on States.Timeout',
      'Each with no item',
    ]);
  });

  test('adds up over executions', () => {
    const { states, choiceRules, retriers, catchers, mapsWithoutItems } = coverage(
      definition,
      hits(retriedThenDefault, caught, noItems),
    );
    expect(states).toEqual({ hit: 4, total: 5, percent: 80 });
    expect(choiceRules).toMatchObject({ hit: 2, total: 2, percent: 100 });
    expect(retriers).toMatchObject({ hit: 1, total: 2 });
    expect(catchers).toMatchObject({ hit: 1, total: 1 });
    expect(mapsWithoutItems).toMatchObject({ hit: 1, total: 1 });
  });

  test('says where in the definition the gap is', () => {
    const { missed } = coverage(definition, hits(retriedThenDefault));
    expect(missed.find(({ kind }) => kind === 'catcher')).toMatchObject({
      state: 'Ask',
      pointer: '/States/Ask/Catch/0/Next',
    });
  });
});
