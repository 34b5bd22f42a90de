import { afterKey, pageOf } from '../../local';
import { given, type Operation, seconds } from './operation';

/** Newest first. */
export const listStateMachineVersions: Operation<'ListStateMachineVersions'> = (request, { local }) => {
  const { arn, versions } = local.machines.get(request.stateMachineArn as string);
  const key = ({ number }: { readonly number: number }) => String(number);
  const page = pageOf(
    `versions/${arn}`,
    request,
    afterKey(versions, key, (number, after) => Number(number) < Number(after)),
    key,
  );
  return given({
    stateMachineVersions: page.items.map(({ number, creationDate }) => ({
      stateMachineVersionArn: `${arn}:${number}`,
      creationDate: seconds(creationDate),
    })),
    nextToken: page.nextToken,
  });
};
