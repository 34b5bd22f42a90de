import type { Operation } from './operation';

export const deleteStateMachineAlias: Operation<'DeleteStateMachineAlias'> = async (request, { local }) => {
  await local.aliases.delete(request.stateMachineAliasArn as string);
  return {};
};
