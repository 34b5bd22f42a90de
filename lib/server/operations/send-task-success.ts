import type { Operation } from './operation';

export const sendTaskSuccess: Operation<'SendTaskSuccess'> = async (request, { local }) => {
  await local.tokens.succeed(request.taskToken as string, request.output as string);
  return {};
};
