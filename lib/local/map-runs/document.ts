// What DescribeMapRun tells, as kept in the store: when a run begins, when it is changed, when it has ended. Times are
// milliseconds since the epoch.
import type { Counts } from './counts';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export interface MapRunDocument {
  readonly arn: string;
  readonly executionArn: string;
  /** Of the children. */
  readonly stateMachineArn: string;
  readonly status: MapRunStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
  /** Which of the two tolerances somebody has set: 0 may be said or be the default. */
  readonly tolerances: readonly ('count' | 'percentage')[];
  readonly itemCounts: Counts;
  readonly executionCounts: Counts;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** What may be changed while a run goes on. */
export type SavedLimits = Pick<
  MapRunDocument,
  'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage' | 'tolerances'
>;

/** What is asked of a Map Run. */
interface Told {
  readonly arn: string;
  readonly parentArn: string;
  readonly call: { readonly childStateMachineArn: string };
  readonly status: MapRunStatus;
  readonly startDate: number;
  readonly stopDate: number | undefined;
  readonly limits: { document(): SavedLimits };
  readonly itemCounts: Readonly<Counts>;
  readonly executionCounts: Readonly<Counts>;
  readonly redriveCount: number;
  readonly redriveDate: number | undefined;
}

export function mapRunDocument(run: Told): MapRunDocument {
  return {
    arn: run.arn,
    executionArn: run.parentArn,
    stateMachineArn: run.call.childStateMachineArn,
    status: run.status,
    startDate: run.startDate,
    ...(run.stopDate === undefined ? {} : { stopDate: run.stopDate }),
    ...run.limits.document(),
    itemCounts: { ...run.itemCounts },
    executionCounts: { ...run.executionCounts },
    redriveCount: run.redriveCount,
    ...(run.redriveDate === undefined ? {} : { redriveDate: run.redriveDate }),
  };
}
