import { type Operation, seconds } from './operation';

export const startExecution: Operation<'StartExecution'> = (request, { local }) => {
  const { stateMachineArn = '', name, input, traceHeader } = request;
  const started = local.start({ stateMachineArn, name, input, traceHeader });
  return started instanceof Promise ? started.then(answer) : answer(started);
};

function answer({ executionArn, startDate }: { readonly executionArn: string; readonly startDate: number }) {
  return { executionArn, startDate: seconds(startDate) };
}
