import type { Json } from '../../json';
import { type Operation, seconds } from './operation';

export const describeActivity: Operation<'DescribeActivity'> = (request, { local }) => {
  const { arn, name, creationDate, encryptionConfiguration } = local.activities.get(request.activityArn as string);
  return {
    activityArn: arn,
    name,
    creationDate: seconds(creationDate),
    encryptionConfiguration: encryptionConfiguration as unknown as Json,
  };
};
