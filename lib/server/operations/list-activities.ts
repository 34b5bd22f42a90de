import { afterKey, pageOf } from '../../local';
import { given, type Operation, seconds } from './operation';

export const listActivities: Operation<'ListActivities'> = (request, { local }) => {
  const key = ({ arn }: { readonly arn: string }) => arn;
  const page = pageOf('activities', request, afterKey(local.activities.all(), key), key);
  return given({
    activities: page.items.map(({ arn, name, creationDate }) => ({
      activityArn: arn,
      name,
      creationDate: seconds(creationDate),
    })),
    nextToken: page.nextToken,
  });
};
