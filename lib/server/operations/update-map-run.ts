import { ApiError } from '../../local';
import type { Operation } from './operation';

export const updateMapRun: Operation<'UpdateMapRun'> = async (request, { local }) => {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = request;
  if ([maxConcurrency, toleratedFailureCount, toleratedFailurePercentage].every((value) => value === undefined)) {
    throw new ApiError(
      'ValidationException',
      'Either maxConcurrency, toleratedFailureCount or toleratedFailurePercentage must be specified',
      { reason: 'MISSING_REQUIRED_PARAMETER' },
    );
  }
  const { arn, status } = local.mapRun(request.mapRunArn as string);
  const run = local.mapRuns.find(arn);
  if (run === undefined || status !== 'RUNNING') {
    throw new ApiError('ValidationException', `Map Run is ${status} and cannot be updated`, {
      reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    });
  }
  run.update({ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage });
  // The answer promises that the change outlives a crash.
  await local.store.written();
  return {};
};
