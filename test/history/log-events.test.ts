import { logs, project } from '../../lib/history';
import { began, entered, exited, failed, history, start } from './events';

const events = history(
  began({ a: 1 }),
  entered('Task', 'T', { a: 1 }),
  failed('T', 'E', 'c'),
  exited('Task', 'T', {}),
  entered('Fail', 'F'),
  { type: 'ExecutionFailed', error: 'E', cause: 'c' },
);
const lines = (level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF', includeExecutionData = true) =>
  project(logs({ level, includeExecutionData, executionArn: 'arn:x' }), events).lines;

describe('events in the shape of CloudWatch Logs', () => {
  test('ids, times and counts are texts', () => {
    expect(lines('ALL')[1]).toEqual({
      id: '2',
      type: 'TaskStateEntered',
      details: { name: 'T', input: '{"a":1}', inputDetails: { truncated: false } },
      previous_event_id: '1',
      event_timestamp: String(start),
      execution_arn: 'arn:x',
      redrive_count: '0',
    });
  });

  test('without execution data an ending has empty details', () => {
    expect(lines('ALL', false)[0]?.details).toEqual({ roleArn: 'arn:aws:iam::123456789012:role/machine' });
  });

  test.each([
    ['ALL', 6],
    ['ERROR', 3],
    ['FATAL', 1],
    ['OFF', 0],
  ] as const)('level %s logs %i of the events', (level, count) => {
    expect(lines(level)).toHaveLength(count);
  });
});
