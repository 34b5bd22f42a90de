import { parseStatesArn } from '../../local';
import { given, type Operation, seconds } from './operation';

export const stopExecution: Operation<'StopExecution'> = async (request, { local }) => {
  const { executionArn = '', error, cause } = request;
  parseStatesArn(executionArn, 'execution');
  local.executions.get(executionArn);
  const execution = await local.executions.stop(executionArn, given({ error, cause }));
  return { stopDate: seconds(execution.stopDate as number) };
};
