import type { JsonObject } from '../../json';
import { given, type Operation, seconds } from './operation';

export const describeMapRun: Operation<'DescribeMapRun'> = (request, { local }) => {
  const run = local.mapRun(request.mapRunArn as string);
  return given({
    mapRunArn: run.arn,
    executionArn: run.executionArn,
    status: run.status,
    startDate: seconds(run.startDate),
    stopDate: run.stopDate === undefined ? undefined : seconds(run.stopDate),
    maxConcurrency: run.maxConcurrency,
    toleratedFailurePercentage: run.toleratedFailurePercentage,
    toleratedFailureCount: run.toleratedFailureCount,
    itemCounts: { ...run.itemCounts, failuresNotRedrivable: 0, pendingRedrive: 0 },
    executionCounts: { ...run.executionCounts, failuresNotRedrivable: 0, pendingRedrive: 0 } as JsonObject,
    redriveCount: run.redriveCount,
    redriveDate: run.redriveDate === undefined ? undefined : seconds(run.redriveDate),
  });
};
