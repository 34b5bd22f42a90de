import type { Operation } from './operation';

export const sendTaskFailure: Operation<'SendTaskFailure'> = async (request, { local }) => {
  await local.tokens.fail(request.taskToken as string, request.error, request.cause);
  return {};
};
