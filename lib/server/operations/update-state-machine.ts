import { checkLogDestination } from './log-destination';
import { given, type Operation, seconds } from './operation';

export const updateStateMachine: Operation<'UpdateStateMachine'> = async (request, { local }) => {
  checkLogDestination(local, request.loggingConfiguration);
  const stateMachineArn = request.stateMachineArn as string;
  const { revision, version, updateDate } = await local.machines.update({ ...request, stateMachineArn });
  return given({
    updateDate: seconds(updateDate),
    revisionId: revision.revisionId,
    stateMachineVersionArn: version === undefined ? undefined : `${stateMachineArn}:${version.number}`,
  });
};
