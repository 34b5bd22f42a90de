// Which documents there are in the store, and their keys. A key begins with its kind, so that a kind is a range; what is
// listed by age has its time in the key.
import type { Json } from '../json';
import type { JournalRecord } from '../store';

const timeDigits = 15;
const countDigits = 9;

export const keys = {
  machine: (arn: string) => `machine/${arn}`,
  revision: (key: string) => `revision/${key}`,
  activity: (arn: string) => `activity/${arn}`,
  execution: (arn: string) => `execution/${arn}`,
  history: (arn: string) => `history/${arn}`,
  /** Entries of an execution that has closed but may be redriven. */
  journal: (arn: string) => `journal/${arn}`,
  /** One line of ListExecutions, oldest first; `owner` is a state machine's or a Map Run's ARN. */
  listing: (owner: string, startDate: number, count: number) => `${keys.listings(owner)}${ordered(startDate, count)}`,
  listings: (owner: string) => `listing/${owner}//`,
  mapRun: (arn: string) => `maprun/${arn}`,
  function: (name: string) => `function/${name}`,
} as const;

function ordered(time: number, count: number): string {
  return `${String(time).padStart(timeDigits, '0')}.${String(count).padStart(countDigits, '0')}`;
}

/** A document to be written; what is handed over is never changed again. */
export function write(key: string, value: object): JournalRecord {
  return { kind: 'document', key, value: value as Json };
}

export function remove(key: string): JournalRecord {
  return { kind: 'document', key, value: undefined };
}
