// What a Map Run reads from and writes to: a port that lib/services fills.
import type { MapRunCall } from '../../engine';
import type { Json } from '../../json';
import type { ChildResult } from '../../services';

/** One item as a reader yields it. */
export interface Item {
  readonly value: Json;
  /** The value's JSON, where the reader had it as such. */
  readonly text?: string;
  /** Member name, for items from an object. */
  readonly key?: string;
  /** `STATE_DATA` or the S3 URI. */
  readonly source?: string;
}

/** Items one by one, at once where that is possible; undefined after the last. */
export interface ItemSource {
  next(): Item | undefined | Promise<Item | undefined>;
  /** How much has been read, from 0 to 1; undefined where nobody knows. */
  share?(): number | undefined;
}

/** Reads and writes what lies outside the state's own input; filled by lib/services. */
export interface MapRunData {
  /** Opens an ItemReader. Errors that the iteration throws and that carry `error` and `cause` fail the run with them. */
  open(call: MapRunCall): ItemSource;
  /**
   * Opens a ResultWriter, or none where the call has none to an outside place.
   * @param redrives of the Map Run so far: each writes files of its own
   */
  writer(call: MapRunCall, redrives: number): ResultSink | undefined;
}

/** Takes what became of each child and gives the state's result. */
export interface ResultSink {
  add(child: ChildResult): void;
  /** A child that was never started, by its input. */
  pending(input: Json): void;
  /** Writes the manifest; nothing is added afterwards. */
  close(): Json;
}

export type { ChildResult };
