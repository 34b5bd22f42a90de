import { cost, graphStatus, project, summary, timeline, trace, visitsOfState } from '../../lib/history';
import { answered, began, branch, entered, exited, failed, history, scheduled } from './events';

const tree = project(
  trace,
  history(
    began({}),
    entered('Pass', 'Init'),
    exited('Pass', 'Init', {}, 0, { assigned: { n: 1 }, next: 'Both' }),
    entered('Parallel', 'Both'),
    { type: 'ParallelStateStarted', state: 'Both' },
    entered('Task', 'Left', {}, 0, branch('Both', 0)),
    scheduled('Left', {}, 0, branch('Both', 0)),
    failed('Left', 'Slow', undefined, 100, { retrier: 0, delayMs: 1000 }, branch('Both', 0)),
    scheduled('Left', {}, 1100, branch('Both', 0)),
    answered('Left', 1, 1200, branch('Both', 0)),
    exited('Task', 'Left', 1, 1200, { frame: branch('Both', 0) }),
    entered('Fail', 'Right', {}, 1200, branch('Both', 1)),
    { type: 'ParallelStateFailed', state: 'Both', at: 1200, error: 'No', cause: 'because' },
    { type: 'ExecutionFailed', at: 1200, error: 'No', cause: 'because' },
  ),
);

describe('the summary', () => {
  test('tells status, time, path, variables and transitions', () => {
    expect(summary(tree)).toMatchObject({
      status: 'FAILED',
      error: 'No',
      cause: 'because',
      elapsedMs: 1200,
      transitions: 4,
      path: ['Init', 'Both'],
      variables: { n: 1 },
    });
  });

  test('names the innermost state that failed', () => {
    expect(summary(tree).failedAt.map(({ path, error }) => [path, error])).toEqual([['Both[1]/Right', 'No']]);
  });

  test('finds visits by name and by path, with their attempts', () => {
    expect(visitsOfState(tree, 'Left')).toEqual(visitsOfState(tree, 'Both[0]/Left'));
    const [visit] = visitsOfState(tree, 'Left');
    expect(visit?.attempts.map(({ outcome, error, backoffMs }) => [outcome, error, backoffMs])).toEqual([
      ['failed', 'Slow', 1000],
      ['succeeded', undefined, undefined],
    ]);
  });
});

test('the graph takes the most telling status of all visits', () => {
  const nodes = graphStatus(tree);
  expect(nodes.get('Left')).toMatchObject({ status: 'succeeded', visits: 1, retries: 1 });
  expect(nodes.get('Both')).toMatchObject({ status: 'failed' });
  expect(nodes.get('Right')).toMatchObject({ status: 'failed' });
});

test('the timeline tells working from waiting', () => {
  const bar = timeline(tree).find(({ state }) => state === 'Left');
  expect(bar).toMatchObject({ depth: 1, path: 'Both[0]/Left' });
  expect(bar?.attempts.map((attempt) => attempt.waitMs)).toEqual([1000, 0]);
});

describe('the cost', () => {
  test('of Standard counts retries as transitions', () => {
    expect(cost(tree, 'STANDARD')).toMatchObject({ transitions: 5, usd: 5 * 0.000025 });
  });
  test('of Express is by request and by started 100 ms', () => {
    expect(cost(tree, 'EXPRESS')).toMatchObject({ billedMs: 1200 });
  });
});

test('a redrive continues the visit that failed', () => {
  const redriven = project(
    trace,
    history(
      began({}),
      entered('Task', 'T'),
      scheduled('T', {}),
      failed('T', 'E', 'c', 5),
      { type: 'ExecutionFailed', at: 5, error: 'E', cause: 'c' },
      { type: 'ExecutionRedriven', at: 100, redriveCount: 1 },
      scheduled('T', {}, 100),
      answered('T', 1, 110),
      exited('Task', 'T', 1, 110),
      { type: 'ExecutionSucceeded', at: 110, output: 1 },
    ),
  );
  expect(summary(redriven)).toMatchObject({ status: 'SUCCEEDED', error: undefined, transitions: 1, failedAt: [] });
  expect(visitsOfState(redriven, 'T')).toHaveLength(1);
  expect(cost(redriven, 'STANDARD').transitions).toBe(3);
});
