import type { JsonObject } from '../../json';
import { type ExecutionDocument, parseStatesArn, redrivable } from '../../local';
import { given, type Operation, seconds } from './operation';

export const describeExecution: Operation<'DescribeExecution'> = (request, { local }) => {
  const arn = request.executionArn as string;
  // AWS: of Express executions, those that a Map Run has started can be described.
  const express = local.executions.find(arn)?.type === 'EXPRESS';
  parseStatesArn(arn, express ? 'express' : 'execution');
  const execution = local.shown(local.executions.get(arn));
  const { redriveStatus, redriveStatusReason } = redrivable(execution, local.host.now());
  return given({
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    stopDate: execution.stopDate === undefined ? undefined : seconds(execution.stopDate),
    ...(request.includedData === 'METADATA_ONLY' ? {} : data(execution)),
    traceHeader: execution.traceHeader,
    mapRunArn: execution.mapRunArn,
    stateMachineVersionArn: execution.stateMachineVersionArn,
    stateMachineAliasArn: execution.stateMachineAliasArn,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redriveDate === undefined ? undefined : seconds(execution.redriveDate),
    redriveStatus,
    redriveStatusReason,
  });
};

function data({ input, output, error, cause }: ExecutionDocument): JsonObject {
  return given({
    input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
  });
}
