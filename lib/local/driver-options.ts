// What a driver is given, and what it is asked to start.
import type { ExecutionIdentity, MapRunCall, Step, TaskIo, TaskPerformer } from '../engine';
import type { Json } from '../json';
import type { JournalRecord, Store } from '../store';
import type { Host } from './host';
import type { MapRunProgress } from './map-runs/progress';
import type { ChildOf, Running } from './running';

/** Runs the children of distributed Maps. */
export interface MapRunner {
  perform(call: MapRunCall, io: TaskIo, parent: Running): void;
  /** Children that have closed and that it keeps itself, as executions that a driver knows. */
  closedChildren?(): Iterable<Running>;
  /** How far its runs are, oldest first. */
  progress?(): readonly MapRunProgress[];
}

export interface DriverOptions {
  readonly host: Host;
  readonly performer: TaskPerformer;
  /** Without one, entries are not journalled and executions end with the process. */
  readonly store?: Store | undefined;
  readonly mapRunner?: MapRunner | undefined;
  /** Virtual time only: false lets the caller decide when the clock moves, with fireNext(). @default true */
  readonly autoAdvance?: boolean;
  /** Keeps every entry on its Running, for replay. @default false */
  readonly keepEntries?: boolean;
  /** More records for the same commit as a step's entry: what is known of the execution, its history once it has closed. */
  readonly records?: ((running: Running, step: Step) => readonly JournalRecord[]) | undefined;
  /** Called after a step's entry is durable, before its commands are performed. */
  readonly onStep?: ((running: Running, step: Step) => void) | undefined;
  /** Called when the store refused an entry: the driver has stopped. @default throws */
  readonly onFatal?: ((error: unknown) => void) | undefined;
}

export interface StartOptions {
  readonly identity: ExecutionIdentity;
  readonly input: Json;
  /** The caller's own text of the input. */
  readonly inputText?: string;
  /** @default from the host */
  readonly seed?: number;
  /** False keeps its entries out of the store: Express executions end with the process. @default true */
  readonly journalled?: boolean;
  /** For children of distributed Maps. */
  readonly mapRun?: ChildOf;
  /** Keeps its entries on the Running. @default the driver's keepEntries */
  readonly keepEntries?: boolean;
}
