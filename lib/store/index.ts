export { lmdbStore } from './lmdb';
export { memoryStore } from './memory';
export {
  type JournalRecord,
  type ListOptions,
  type Store,
  type StoredDocument,
  type StoredEntry,
  StoreError,
  type StoreFault,
} from './store';
