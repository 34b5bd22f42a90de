import type { JsonObject } from '../../json';
import { ApiError, doesNotExist, type ExecutionDocument, type Local, pageOf, unqualified } from '../../local';
import { given, type Operation, type Requests, seconds } from './operation';

type Request = Requests['ListExecutions'];

export const listExecutions: Operation<'ListExecutions'> = (request, { local }) => {
  const { stateMachineArn, mapRunArn, statusFilter, redriveFilter } = request;
  if (statusFilter === 'PENDING_REDRIVE' && mapRunArn === undefined)
    throw new ApiError('ValidationException', 'Must provide a map run ARN when the status filter is PENDING_REDRIVE');
  const { owner, belongs } = selection(request, local);
  const wanted = (execution: ExecutionDocument): boolean =>
    (statusFilter === undefined || execution.status === statusFilter) &&
    (redriveFilter === undefined || execution.redriveCount > 0 === (redriveFilter === 'REDRIVEN')) &&
    belongs(execution);
  const page = pageOf(
    `executions/${stateMachineArn}/${mapRunArn}/${statusFilter}/${redriveFilter}`,
    request,
    function* (after) {
      for (const document of local.executions.list(owner, after)) {
        const execution = local.shown(document);
        if (wanted(execution)) yield execution;
      }
    },
    ({ listing }) => listing,
  );
  return given({ executions: page.items.map(line), nextToken: page.nextToken });
};

/** Whose list it is, and what of it. */
function selection(
  { stateMachineArn, mapRunArn, statusFilter }: Request,
  local: Local,
): { readonly owner: string; readonly belongs: (execution: ExecutionDocument) => boolean } {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
    throw new ApiError('ValidationException', 'Must provide a state machine ARN or a map run ARN, but not both');
  }
  if (mapRunArn !== undefined) {
    local.mapRun(mapRunArn);
    return { owner: mapRunArn, belongs: () => true };
  }
  // SPEC ListExecutions: only children of Map Runs are pending. The sentence is ours.
  if (statusFilter === 'PENDING_REDRIVE') {
    throw new ApiError('ValidationException', 'A map run ARN is required to list executions that are PENDING_REDRIVE');
  }
  const arn = stateMachineArn as string;
  const { arn: owner, qualifier } = unqualified(arn);
  const machine = local.machines.find(owner);
  if (machine === undefined) throw doesNotExist(arn);
  if (machine.type === 'EXPRESS') {
    throw new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  }
  if (qualifier === undefined) return { owner, belongs: () => true };
  return {
    owner,
    belongs: (execution) => execution.stateMachineVersionArn === arn || execution.stateMachineAliasArn === arn,
  };
}

function line(execution: ExecutionDocument): JsonObject {
  return given({
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    stopDate: execution.stopDate === undefined ? undefined : seconds(execution.stopDate),
    mapRunArn: execution.mapRunArn,
    itemCount: execution.itemCount,
    stateMachineVersionArn: execution.stateMachineVersionArn,
    stateMachineAliasArn: execution.stateMachineAliasArn,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redriveDate === undefined ? undefined : seconds(execution.redriveDate),
  });
}
