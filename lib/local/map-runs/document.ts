// What DescribeMapRun tells, as kept in the store once a run has ended. Times are milliseconds since the epoch.
import type { Counts } from './counts';
import type { MapRun, MapRunStatus } from './map-run';

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
  readonly itemCounts: Counts;
  readonly executionCounts: Counts;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

export function mapRunDocument(run: MapRun): MapRunDocument {
  return {
    arn: run.arn,
    executionArn: run.parentArn,
    stateMachineArn: run.call.childStateMachineArn,
    status: run.status,
    startDate: run.startDate,
    ...(run.stopDate === undefined ? {} : { stopDate: run.stopDate }),
    maxConcurrency: run.maxConcurrency,
    toleratedFailureCount: run.toleratedFailureCount,
    toleratedFailurePercentage: run.toleratedFailurePercentage,
    itemCounts: { ...run.itemCounts },
    executionCounts: { ...run.executionCounts },
    redriveCount: run.redriveCount,
    ...(run.redriveDate === undefined ? {} : { redriveDate: run.redriveDate }),
  };
}
