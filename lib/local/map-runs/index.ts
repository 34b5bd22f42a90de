// All Map Runs of a driver: performs the engine's mapRun commands and answers the Map Run API.
import type { MapRunCall, TaskIo } from '../../engine';
import type { Driver } from '../driver';
import type { MapRunner } from '../driver-options';
import type { Running } from '../running';
import { type Children, driverChildren, type Retention } from './children';
import type { MapRunData } from './data';
import { MapRun } from './map-run';
import { type MapRunProgress, progressOf } from './progress';

export class MapRuns implements MapRunner {
  readonly #driver: () => Driver;
  readonly #data: MapRunData;
  readonly #children: Children;
  readonly #runs = new Map<string, MapRun>();

  /**
   * @param driver asked for when the first run starts: driver and runner know each other
   * @param children who keeps children that have ended, or how many the driver keeps of them
   */
  constructor(driver: () => Driver, data: MapRunData, children: Children | Retention = {}) {
    this.#driver = driver;
    this.#data = data;
    this.#children = 'known' in children ? children : driverChildren(driver, children);
  }

  perform(call: MapRunCall, io: TaskIo, parent: Running): void {
    io.parked();
    const known = this.#runs.get(call.mapRunArn);
    if (known !== undefined) {
      known.redrive(io);
      return;
    }
    const run = new MapRun(call, io, parent, this.#driver(), this.#data, this.#children);
    this.#runs.set(call.mapRunArn, run);
    run.start();
  }

  find(mapRunArn: string): MapRun | undefined {
    return this.#runs.get(mapRunArn);
  }

  /** Closed children that nobody else keeps. */
  closedChildren(): Iterable<Running> {
    return this.#children.closed();
  }

  /** Of all runs, oldest first. */
  progress(): MapRunProgress[] {
    return [...this.#runs.values()].map(progressOf);
  }

  /** Runs of one execution, oldest first. */
  of(executionArn: string): MapRun[] {
    return [...this.#runs.values()].filter((run) => run.parentArn === executionArn);
  }
}

/** For machines without readers and writers outside their own input. */
export const stateDataOnly: MapRunData = {
  open(call) {
    const message = `state ${JSON.stringify(call.path)} reads its items from outside; this runner has no place to read from`;
    throw Object.assign(new Error(message), { error: 'States.ItemReaderFailed' });
  },
  writer: () => undefined,
};

export type { Children, Retention } from './children';
export type { Counts } from './counts';
export type { ChildResult, Item, MapRunData, ResultSink } from './data';
export type { MapRunStatus } from './document';
export type { MapRun } from './map-run';
export type { MapRunProgress } from './progress';
