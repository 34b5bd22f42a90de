import { afterKey, pageOf, parseStatesArn } from '../../local';
import { given, type Operation, seconds } from './operation';

/** Newest first. */
export const listMapRuns: Operation<'ListMapRuns'> = (request, { local }) => {
  const executionArn = request.executionArn as string;
  parseStatesArn(executionArn, 'execution');
  local.executions.get(executionArn);
  const key = ({ arn }: { readonly arn: string }) => arn;
  const runs = local.mapRunsOf(executionArn);
  const place = (arn: string): number => runs.findIndex((run) => run.arn === arn);
  const page = pageOf(
    `mapruns/${executionArn}`,
    request,
    afterKey(runs, key, (arn, after) => place(arn) > place(after)),
    key,
  );
  return given({
    mapRuns: page.items.map((run) =>
      given({
        executionArn,
        mapRunArn: run.arn,
        stateMachineArn: run.stateMachineArn,
        startDate: seconds(run.startDate),
        stopDate: run.stopDate === undefined ? undefined : seconds(run.stopDate),
      }),
    ),
    nextToken: page.nextToken,
  });
};
