// How long a Wait waits.
import { run } from './workbench';

test('a written timestamp may have more digits than nanoseconds: RFC 3339 sets no bound, and validation accepts it', () => {
  const Timestamp = '1970-01-01T00:00:01.2345678901234Z';
  expect(run({ StartAt: 'W', States: { W: { Type: 'Wait', Timestamp, End: true } } }).elapsed).toBe(1_234);
});
