import { checkLogDestination } from './log-destination';
import { given, type Operation, seconds } from './operation';

export const createStateMachine: Operation<'CreateStateMachine'> = async (request, { local }) => {
  checkLogDestination(local, request.loggingConfiguration);
  const { machine, version } = await local.machines.create({
    ...request,
    name: request.name as string,
    definition: request.definition as string,
    roleArn: request.roleArn as string,
  });
  return given({
    creationDate: seconds(machine.creationDate),
    stateMachineArn: machine.arn,
    stateMachineVersionArn: version === undefined ? undefined : `${machine.arn}:${version.number}`,
  });
};
