import { given, type Operation } from './operation';

/** AWS: without a task in time the answer has neither token nor input. */
export const getActivityTask: Operation<'GetActivityTask'> = async (request, { local, gone }) => {
  const task = await local.activities.poll(request.activityArn as string, request.workerName, gone);
  return given({ taskToken: task?.taskToken, input: task?.input });
};
