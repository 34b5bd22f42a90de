import { parseStatesArn } from '../../local';
import { type Operation, seconds } from './operation';

export const redriveExecution: Operation<'RedriveExecution'> = async (request, { local }) => {
  parseStatesArn(request.executionArn as string, 'execution');
  const execution = await local.executions.redrive(request.executionArn as string, request.clientToken);
  return { redriveDate: seconds(execution.redriveDate as number) };
};
