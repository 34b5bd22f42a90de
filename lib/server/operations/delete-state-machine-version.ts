import type { Operation } from './operation';

export const deleteStateMachineVersion: Operation<'DeleteStateMachineVersion'> = async (request, { local }) => {
  await local.machines.deleteVersion(request.stateMachineVersionArn as string);
  return {};
};
