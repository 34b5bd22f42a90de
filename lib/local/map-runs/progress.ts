// How far a Map Run is, for whoever watches it.
import type { Counts } from './counts';

/** Counted in items; executions are counted by DescribeMapRun as well. */
export interface MapRunProgress {
  readonly mapRunArn: string;
  readonly path: string;
  /** Ended, well or not. */
  readonly done: number;
  /** Of these, those that did not succeed. */
  readonly failed: number;
  readonly running: number;
  /** All there are; undefined while they are still being read. */
  readonly total: number | undefined;
}

/** What is asked of a Map Run. */
interface Watched {
  readonly arn: string;
  readonly call: { readonly path: string };
  readonly itemCounts: Readonly<Counts>;
  readonly allRead: boolean;
  readonly itemsGiven: number | undefined;
}

export function progressOf({ arn, call, itemCounts, allRead, itemsGiven }: Watched): MapRunProgress {
  const { succeeded, failed, timedOut, aborted, running, total } = itemCounts;
  const bad = failed + timedOut + aborted;
  return {
    mapRunArn: arn,
    path: call.path,
    done: succeeded + bad,
    failed: bad,
    running,
    total: itemsGiven ?? (allRead ? total : undefined),
  };
}
