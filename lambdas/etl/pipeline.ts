// What the states of an ETL run hand to their handlers; the object grows from state to state.

/** Something to process: an object in S3, or a row that the input brought along. */
export interface Item {
  /** When it appeared, ISO 8601; items without a time always count as new. */
  readonly modified?: string;
  readonly [member: string]: unknown;
}

export interface Run {
  readonly id: string;
  readonly pipeline: string;
  readonly startedAt: string;
}

export interface Plan {
  readonly items: readonly Item[];
  readonly count: number;
  /** Where the next run begins: the time of the newest item. */
  readonly watermark: string;
}

/** What a batch came to. */
export interface BatchResult {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rejected: readonly { readonly row: unknown; readonly reason: string }[];
}

/** What all batches came to. */
export interface Results {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rejected: number;
  /** Items whose batch failed and was tolerated: nobody knows how many rows they would have given. */
  readonly failedItems: number;
  /** The first reasons, for people. */
  readonly reasons: readonly string[];
}
