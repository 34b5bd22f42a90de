import { afterKey, type MapRun, pageOf, parseStatesArn } from '../../local';
import { given, type Operation, seconds } from './operation';

/** Newest first. */
export const listMapRuns: Operation<'ListMapRuns'> = (request, { local }) => {
  const executionArn = request.executionArn as string;
  parseStatesArn(executionArn, 'execution');
  local.executions.get(executionArn);
  const key = ({ arn }: MapRun) => arn;
  const page = pageOf(`mapruns/${executionArn}`, request, afterKey(local.mapRuns.of(executionArn).reverse(), key), key);
  return given({
    mapRuns: page.items.map((run) =>
      given({
        executionArn,
        mapRunArn: run.arn,
        stateMachineArn: run.call.childStateMachineArn,
        startDate: seconds(run.startDate),
        stopDate: run.stopDate === undefined ? undefined : seconds(run.stopDate),
      }),
    ),
    nextToken: page.nextToken,
  });
};
