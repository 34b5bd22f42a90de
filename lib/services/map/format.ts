import type { JsonObject } from '../../json';

/** What a data file is: how its items are written, and how its columns are named. */
export interface Format {
  /** `JSON`, `JSONL`, `CSV` or `PARQUET`. */
  readonly inputType: string;
  /** ReaderConfig of the state, or what stands for it. */
  readonly config: JsonObject;
}
