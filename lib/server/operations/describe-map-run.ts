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
    itemCounts: { ...run.itemCounts },
    executionCounts: { ...run.executionCounts },
    redriveCount: run.redriveCount,
    redriveDate: run.redriveDate === undefined ? undefined : seconds(run.redriveDate),
  });
};
