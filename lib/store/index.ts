export type { JournalRecord, Store } from './store';
