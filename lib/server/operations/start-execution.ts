import { type Operation, seconds } from './operation';

export const startExecution: Operation<'StartExecution'> = async (request, { local }) => {
  const { stateMachineArn = '', name, input, traceHeader } = request;
  const { executionArn, startDate } = await local.start({ stateMachineArn, name, input, traceHeader });
  return { executionArn, startDate: seconds(startDate) };
};
