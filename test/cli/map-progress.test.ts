// The terminal's line for a distributed Map under way: items done, rate, time left, failures.
import { MapProgress } from '../../lib/cli/map-progress';
import type { MapRunProgress } from '../../lib/local';

const run: MapRunProgress = {
  mapRunArn: 'm',
  path: 'Each',
  status: 'RUNNING',
  done: 0,
  failed: 0,
  running: 10,
  total: 1000,
  share: undefined,
};

test('rate and time left are told in real seconds, from the first look on', () => {
  let now = 0;
  let at = run;
  const progress = new MapProgress(
    () => [at],
    () => now,
  );
  expect(progress.lines()).toEqual(['Each  0 of 1,000 items, 10 running']);
  now = 2000;
  at = { ...run, done: 500, failed: 3 };
  expect(progress.lines()).toEqual(['Each  500 of 1,000 items, 10 running, 3 failed, 250/s, 2 s left']);
});

test('while a list of files is read, the total and the time left are not known', () => {
  let now = 0;
  let at: MapRunProgress = { ...run, total: undefined };
  const progress = new MapProgress(
    () => [at],
    () => now,
  );
  progress.lines();
  now = 10_000;
  at = { ...at, done: 1_200_000 };
  expect(progress.lines()).toEqual(['Each  1,200,000 items, still reading, 10 running, 120,000/s']);
});

test('while one file is read, how much of it has been tells the time left', () => {
  let now = 0;
  let at: MapRunProgress = { ...run, total: undefined, share: 0 };
  const progress = new MapProgress(
    () => [at],
    () => now,
  );
  expect(progress.lines()).toEqual(['Each  0 items, 0 % read, 10 running']);
  now = 30_000;
  at = { ...at, done: 900_000, share: 0.2531 };
  expect(progress.lines()).toEqual(['Each  900,000 items, 25 % read, 10 running, 30,000/s, 89 s left']);
});

test('a run that has ended leaves one line and is not under way any more', () => {
  let now = 0;
  let at = run;
  const progress = new MapProgress(
    () => [{ ...run, path: 'Other' }, at],
    () => now,
  );
  progress.begins('Each');
  now = 4000;
  at = { ...run, status: 'SUCCEEDED', done: 1000, failed: 7, running: 0 };
  expect(progress.lines()).toHaveLength(1);
  expect(progress.ended('Each')).toBe('1,000 items, 7 failed, 4.0 s, 250/s');
  expect(progress.ended('Nothing')).toBeUndefined();
});

test('the clock is looked at once in 256 steps, and a line is due ten times a second at most', () => {
  let looks = 0;
  const progress = new MapProgress(
    () => [],
    () => 1000 + 10 * looks++,
  );
  const due = Array.from({ length: 256 * 21 }, () => progress.due()).filter(Boolean);
  expect(looks).toBe(21);
  expect(due).toHaveLength(3);
});
