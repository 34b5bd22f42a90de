import type { HistoryEvent } from '../../lib/engine';
import { project, trace, transcript } from '../../lib/history';
import { answered, began, branch, entered, exited, failed, history, iteration, scheduled, start } from './events';

const written = (events: readonly HistoryEvent[], options = {}) => transcript(project(trace, events), options);

describe('the transcript', () => {
  test('shows offset, state, call and answer', () => {
    const events = history(
      began({ total: 240, id: 'o-1' }),
      entered('Task', 'Charge', { total: 240, id: 'o-1' }),
      scheduled('Charge', { FunctionName: 'f', Payload: { amount: 240 } }),
      answered('Charge', { StatusCode: 200, Payload: { tx: 'tx-1' } }, 2000),
      exited('Task', 'Charge', { tx: 'tx-1' }, 2000, { assigned: { paid: true }, next: 'Done' }),
      entered('Succeed', 'Done', { tx: 'tx-1' }, 2000),
      exited('Succeed', 'Done', { tx: 'tx-1' }, 2000),
      { type: 'ExecutionSucceeded', at: 2000, output: { tx: 'tx-1' } },
    );
    expect(written(events, { name: 'Orders' })).toBe(
      [
        'Orders  SUCCEEDED  2.0 s  2 transitions',
        '      0 ms  input {"id":"o-1","total":240}',
        '      0 ms  Charge  lambda:invoke {"amount":240} → {"tx":"tx-1"}',
        '     2.0 s    assigned paid = true',
        '     2.0 s  Done',
        '     2.0 s  output {"tx":"tx-1"}',
      ].join('\n'),
    );
  });

  test('shows retries with their backoff, and who caught', () => {
    const events = history(
      began(),
      entered('Task', 'Charge'),
      scheduled('Charge', {}),
      failed('Charge', 'Throttled', 'slow down', 10, { retrier: 0, delayMs: 2000 }),
      scheduled('Charge', {}, 2010),
      failed('Charge', 'Declined', undefined, 2020),
      exited('Task', 'Charge', {}, 2020, { catcher: 1, next: 'Refund' }),
    );
    expect(written(events)).toContain(
      [
        '      0 ms  Charge  lambda:invoke {}',
        '     10 ms    try 1 failed Throttled: slow down, next in 2.0 s (retrier 1)',
        '   2.020 s    try 2 failed Declined',
        '   2.020 s    caught Declined by catcher 2 → Refund',
      ].join('\n'),
    );
  });

  test('shows rule or default of a Choice, waits, and what a Pass added', () => {
    const events = history(
      began({ a: 1 }),
      entered('Pass', 'P', { a: 1 }),
      exited('Pass', 'P', { a: 1, b: 2 }),
      entered('Choice', 'C', {}),
      exited('Choice', 'C', {}, 0, { rule: 0, next: 'W' }),
      entered('Choice', 'D', {}),
      exited('Choice', 'D', {}, 0, { rule: -1, next: 'W' }),
      entered('Wait', 'W', {}),
      exited('Wait', 'W', {}, 90_000_000),
    );
    const lines = written(events, { rule: (state: string) => (state === 'C' ? 'a > 0' : undefined) });
    expect(lines).toContain('P  + {"b":2}');
    expect(lines).toContain('C  a > 0 → W');
    expect(lines).toContain('D  default → W');
    expect(lines).toContain('W  waited 1 d 1 h');
  });

  test('does not depend on the order in which branches ran', () => {
    const facts = (first: number, second: number) =>
      history(
        began(),
        entered('Parallel', 'P'),
        { type: 'ParallelStateStarted', state: 'P' },
        ...[first, second].flatMap((index) => [
          entered('Pass', `S${index}`, {}, 0, branch('P', index)),
          exited('Pass', `S${index}`, index, 0, { frame: branch('P', index) }),
        ]),
      );
    expect(written(facts(0, 1))).toBe(written(facts(1, 0)));
    expect(written(facts(1, 0))).toContain('[0]\n      0 ms      S0  → 0\n      0 ms    [1]');
  });

  test('groups iterations by index, and says what was aborted', () => {
    const at = (index: number) => iteration('M', index);
    const events = history(
      began(),
      entered('Map', 'M'),
      { type: 'MapStateStarted', state: 'M', length: 2 },
      { type: 'MapIterationStarted', state: 'M', index: 0, frame: at(0) },
      entered('Task', 'T', {}, 0, at(0)),
      scheduled('T', {}, 0, at(0)),
      entered('Task', 'T', {}, 0, at(1)),
      scheduled('T', {}, 0, at(1)),
      failed('T', 'E', 'c', 5, {}, at(1)),
      { type: 'TaskStateAborted', state: 'T', frame: at(0), at: 5 },
      { type: 'MapStateFailed', state: 'M', at: 5, error: 'E', cause: 'c' },
      { type: 'ExecutionFailed', at: 5, error: 'E', cause: 'c' },
    );
    expect(written(events)).toBe(
      [
        'Execution  FAILED  5 ms  3 transitions',
        '      0 ms  input {}',
        '      0 ms  M  Map, 2 items',
        '      0 ms    #0',
        '      0 ms      T  lambda:invoke {}',
        '      5 ms        aborted',
        '      0 ms    #1',
        '      0 ms      T  lambda:invoke {}',
        '      5 ms        failed E: c',
        '      5 ms    failed E: c',
        '      5 ms  failed E: c',
      ].join('\n'),
    );
  });
});

describe('what differs from run to run is masked', () => {
  const value = (output: unknown) =>
    written(
      history(began(), entered('Pass', 'P', 0), exited('Pass', 'P', output as never, 5000), {
        type: 'ExecutionSucceeded',
        at: 5000,
        output: 0,
      }),
    )
      .split('\n')
      .find((line) => line.includes('P  →'))
      ?.split('→ ')[1];

  test('ids and tokens are numbered in order of appearance, the same one the same', () => {
    const id = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6';
    const token = 'AAAAKgAAAAIAAAAAAAAAAb'.repeat(4);
    expect(value({ b: [id, token], a: `x/${id}` })).toBe('{"a":"x/<id 1>","b":["<id 1>","<token 1>"]}');
  });

  test('dates of the execution become offsets, other dates stay', () => {
    expect(value(['2026-01-05T09:00:02.500Z', '2026-01-05T10:00:01+01:00'])).toBe(
      '["<2.5 s after start>","<1.0 s after start>"]',
    );
    expect(value(['1999-12-31T23:59:59Z', start + 1000])).toBe('["1999-12-31T23:59:59Z","<1.0 s after start>"]');
  });

  test('HTTP metadata is left out', () => {
    expect(value({ MessageId: 'm', SdkHttpMetadata: { HttpStatusCode: 200 } })).toBe('{"MessageId":"m"}');
  });

  test('long values are cut after 80 characters, never through a character', () => {
    const text = value('🙂'.repeat(100));
    expect(text).toMatch(/… \(202 characters\)$/);
    expect(text?.split('…')[0]).toBe(`"${'🙂'.repeat(39)}`);
  });
});
