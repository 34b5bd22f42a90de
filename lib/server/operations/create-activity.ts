import { type Operation, seconds } from './operation';

export const createActivity: Operation<'CreateActivity'> = async (request, { local }) => {
  const { arn, creationDate } = await local.activities.create(
    request.name as string,
    request.tags,
    request.encryptionConfiguration,
  );
  return { activityArn: arn, creationDate: seconds(creationDate) };
};
