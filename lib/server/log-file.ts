// Log groups on disk: one line of JSON for everything that happened to them, read back when the server starts again.
import { createWriteStream, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import type { LogRecord } from '../local';

/** Bytes above which a file is put aside at the next start; one such file is kept. */
const fileBytesMax = 67_108_864;

export interface LogFile {
  /** What was written before. */
  readonly records: Iterable<LogRecord>;
  write(record: LogRecord): void;
  close(): Promise<void>;
}

export function openLogFile(path: string): LogFile {
  if (existsSync(path) && statSync(path).size > fileBytesMax) renameSync(path, `${path}.1`);
  const records = existsSync(path) ? readRecords(path) : [];
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return {
    records,
    write: (record) => stream.write(`${JSON.stringify(record)}\n`),
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

/** A process that was killed may leave half a line at the end, or in the middle if another went on after it. */
function readRecords(path: string): LogRecord[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as LogRecord];
      } catch (error) {
        if (error instanceof SyntaxError) return [];
        throw error;
      }
    });
}
