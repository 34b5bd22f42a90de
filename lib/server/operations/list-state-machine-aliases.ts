import { afterKey, isVersion, pageOf, unqualified } from '../../local';
import { given, type Operation, seconds } from './operation';

export const listStateMachineAliases: Operation<'ListStateMachineAliases'> = (request, { local }) => {
  const stateMachineArn = request.stateMachineArn as string;
  const { arn, qualifier } = unqualified(stateMachineArn);
  const { aliases } = local.machines.get(arn);
  const wanted = isVersion(qualifier)
    ? aliases.filter(({ routingConfiguration }) =>
        routingConfiguration.some((route) => route.stateMachineVersionArn === stateMachineArn),
      )
    : aliases;
  const key = ({ name }: { readonly name: string }) => name;
  const page = pageOf(
    `aliases/${stateMachineArn}`,
    request,
    afterKey(
      [...wanted].sort((a, b) => (a.name < b.name ? -1 : 1)),
      key,
    ),
    key,
  );
  return given({
    stateMachineAliases: page.items.map(({ name, creationDate }) => ({
      stateMachineAliasArn: `${arn}:${name}`,
      creationDate: seconds(creationDate),
    })),
    nextToken: page.nextToken,
  });
};
