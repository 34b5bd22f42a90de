import type { Operation } from './operation';

export const deleteActivity: Operation<'DeleteActivity'> = async (request, { local }) => {
  await local.activities.delete(request.activityArn as string);
  return {};
};
