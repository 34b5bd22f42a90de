// How far a Map Run is, for whoever watches it.

import type { Counts } from './counts';
import type { MapRunStatus } from './document';

/** Counted in items; executions are counted by DescribeMapRun as well. */
export interface MapRunProgress {
  readonly mapRunArn: string;
  readonly path: string;
  readonly status: MapRunStatus;
  /** Ended, well or not. */
  readonly done: number;
  /** Of these, those that did not succeed. */
  readonly failed: number;
  readonly running: number;
  /** All there are; undefined while they are still being read. */
  readonly total: number | undefined;
  /** While they are: how much of the file has been read, from 0 to 1; undefined where nobody knows. */
  readonly share: number | undefined;
}

/** What is asked of a Map Run. */
interface Watched {
  readonly arn: string;
  readonly call: { readonly path: string };
  readonly status: MapRunStatus;
  readonly itemCounts: Readonly<Counts>;
  readonly allRead: boolean;
  readonly itemsGiven: number | undefined;
  readonly share: number | undefined;
}

export function progressOf({ arn, call, status, itemCounts, allRead, itemsGiven, share }: Watched): MapRunProgress {
  const { succeeded, failed, timedOut, aborted, running, total } = itemCounts;
  const bad = failed + timedOut + aborted;
  return {
    mapRunArn: arn,
    path: call.path,
    status,
    done: succeeded + bad,
    failed: bad,
    running,
    total: itemsGiven ?? (allRead ? total : undefined),
    share,
  };
}
