import { parseStatesArn } from '../../local';
import { type Operation, seconds } from './operation';

export const redriveExecution: Operation<'RedriveExecution'> = async (request, { local }) => {
  parseStatesArn(request.executionArn as string, 'execution');
  return { redriveDate: seconds(await local.executions.redrive(request.executionArn as string, request.clientToken)) };
};
