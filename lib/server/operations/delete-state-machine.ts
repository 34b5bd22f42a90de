import type { Operation } from './operation';

export const deleteStateMachine: Operation<'DeleteStateMachine'> = async (request, { local }) => {
  await local.machines.delete(request.stateMachineArn as string);
  return {};
};
