import { afterKey, pageOf } from '../../local';
import { given, type Operation, seconds } from './operation';

export const listStateMachines: Operation<'ListStateMachines'> = (request, { local }) => {
  const key = ({ arn }: { readonly arn: string }) => arn;
  const page = pageOf('machines', request, afterKey(local.machines.all(), key), key);
  return given({
    stateMachines: page.items.map(({ arn, name, type, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(creationDate),
    })),
    nextToken: page.nextToken,
  });
};
