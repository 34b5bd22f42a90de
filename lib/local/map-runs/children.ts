// Who keeps the children of Map Runs: the registry of executions, or nobody.
import type { Machine } from '../../engine';
import type { Driver } from '../driver';
import type { Running } from '../running';
import type { MapRun } from './map-run';

export interface Children {
  /** A child that was started before: open, taken up from its journal, or closed. */
  known(executionArn: string, machine: Machine): Running | undefined;
  /** Runs a child that had failed again. */
  redrive(running: Running, ended: () => void): void;
  /** A Map Run has come to its end. */
  closed(run: MapRun): void;
}

/** Children that end with the process. */
export function driverChildren(driver: () => Driver): Children {
  return {
    known: (executionArn) => driver().find(executionArn),
    redrive(running, ended) {
      driver().redrive(running);
      running.onEnd(ended);
    },
    closed() {},
  };
}
