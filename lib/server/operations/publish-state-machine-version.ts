import { type Operation, seconds } from './operation';

export const publishStateMachineVersion: Operation<'PublishStateMachineVersion'> = async (request, { local }) => {
  const arn = request.stateMachineArn as string;
  const version = await local.machines.publish(arn, request.revisionId, request.description);
  return { creationDate: seconds(version.creationDate), stateMachineVersionArn: `${arn}:${version.number}` };
};
