import { isReservedError, matchesError } from '../../lib/asl';

describe('which names in ErrorEquals match an error', () => {
  test.each([
    // error, name, matches
    ['Payment.Declined', 'Payment.Declined', true],
    ['Payment.Declined', 'payment.declined', false],
    ['Payment.Declined', 'Payment', false],
    ['Payment.Declined', 'States.TaskFailed', true],
    ['Payment.Declined', 'States.ALL', true],
    ['Payment.Declined', 'States.Timeout', false],
    ['', 'States.ALL', true],
    ['States.Permissions', 'States.TaskFailed', true],
    ['States.BranchFailed', 'States.TaskFailed', true],
    ['States.Timeout', 'States.Timeout', true],
    ['States.Timeout', 'States.ALL', true],
    ['States.Timeout', 'States.TaskFailed', false],
    ['States.Timeout', 'States.HeartbeatTimeout', false],
    ['States.HeartbeatTimeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.Timeout', true],
    ['States.HeartbeatTimeout', 'States.ALL', true],
    ['States.HeartbeatTimeout', 'States.TaskFailed', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.DataLimitExceeded', 'States.ALL', false],
    ['States.DataLimitExceeded', 'States.TaskFailed', false],
    ['States.Runtime', 'States.Runtime', false],
    ['States.Runtime', 'States.ALL', false],
    ['States.Runtime', 'States.TaskFailed', false],
  ])('%s, %s: %s', (error, name, matches) => {
    expect(matchesError([name], error)).toBe(matches);
    expect(matchesError(['Other', name], error)).toBe(matches);
    expect(matchesError([], error)).toBe(false);
  });
});

test('States.Http.StatusCode is reserved for every status', () => {
  expect(isReservedError('States.Http.StatusCode.404')).toBe(true);
  expect(isReservedError('States.Http.StatusCode.4')).toBe(false);
  expect(isReservedError('States.HTTP.Socket')).toBe(false);
  expect(isReservedError('States.ALL')).toBe(true);
});
