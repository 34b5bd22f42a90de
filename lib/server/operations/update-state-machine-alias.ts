import { type Operation, seconds } from './operation';

export const updateStateMachineAlias: Operation<'UpdateStateMachineAlias'> = async (request, { local }) => {
  const alias = await local.aliases.update(
    request.stateMachineAliasArn as string,
    request.description,
    request.routingConfiguration?.map(({ stateMachineVersionArn, weight }) => ({ stateMachineVersionArn, weight })),
  );
  return { updateDate: seconds(alias.updateDate) };
};
