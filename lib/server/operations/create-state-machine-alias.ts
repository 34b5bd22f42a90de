import { type Operation, seconds } from './operation';

export const createStateMachineAlias: Operation<'CreateStateMachineAlias'> = async (request, { local }) => {
  const { name, description, routingConfiguration = [] } = request;
  const { aliasArn, alias } = await local.aliases.create(
    name as string,
    description,
    routingConfiguration.map(({ stateMachineVersionArn, weight }) => ({ stateMachineVersionArn, weight })),
  );
  return { creationDate: seconds(alias.creationDate), stateMachineAliasArn: aliasArn };
};
