import type { Json } from '../../json';
import { parseStatesArn } from '../../local';
import { definitionShown } from './definition-shown';
import { given, type Operation, seconds } from './operation';

export const describeStateMachineForExecution: Operation<'DescribeStateMachineForExecution'> = (request, { local }) => {
  parseStatesArn(request.executionArn as string, 'execution');
  const execution = local.executions.get(request.executionArn as string);
  const revision = local.machines.revision(execution.revision);
  const [machineName = '', label] = (execution.stateMachineArn.split(':')[6] ?? '').split('/');
  // AWS: of a child, its Map's ItemProcessor.
  const processor = local.processorOf(execution);
  const definition = processor === undefined ? revision.definition : JSON.stringify(processor);
  return given({
    stateMachineArn: execution.stateMachineArn,
    name: machineName,
    ...definitionShown(definition, request.includedData),
    roleArn: revision.roleArn,
    updateDate: seconds(revision.updateDate),
    loggingConfiguration: revision.loggingConfiguration as unknown as Json,
    tracingConfiguration: revision.tracingConfiguration as unknown as Json,
    encryptionConfiguration: revision.encryptionConfiguration as unknown as Json,
    mapRunArn: execution.mapRunArn,
    label,
    revisionId: revision.revisionId,
  });
};
