import type { Json } from '../../json';
import { given, type Operation, seconds } from './operation';

export const describeStateMachineAlias: Operation<'DescribeStateMachineAlias'> = (request, { local }) => {
  const stateMachineAliasArn = request.stateMachineAliasArn as string;
  const { alias } = local.aliases.get(stateMachineAliasArn);
  return given({
    stateMachineAliasArn,
    name: alias.name,
    description: alias.description,
    routingConfiguration: alias.routingConfiguration as unknown as Json,
    creationDate: seconds(alias.creationDate),
    updateDate: seconds(alias.updateDate),
  });
};
