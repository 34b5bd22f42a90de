import type { Operation } from './operation';

export const sendTaskHeartbeat: Operation<'SendTaskHeartbeat'> = async (request, { local }) => {
  await local.tokens.heartbeat(request.taskToken as string);
  return {};
};
