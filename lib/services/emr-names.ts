// Step Functions has its own names for EMR's actions and parameters; the API has others.
import type { IntegrationRow } from '../integrations';
import { isObject, type Json, type JsonObject } from '../json';
import { at } from './jobs/paths';

/** Step Functions' own names of EMR actions and parameters, as the API has them. */
export function requestFor(row: IntegrationRow, parameters: JsonObject): JsonObject {
  if (row.service !== 'elasticmapreduce') return parameters;
  const { ClusterId = '', Step = {}, StepId = '', TerminationProtected = false, ...rest } = parameters;
  switch (row.action) {
    case 'addStep':
      return { JobFlowId: ClusterId, Steps: [Step], ...rest };
    case 'terminateCluster':
      return { JobFlowIds: [ClusterId] };
    case 'cancelStep':
      return { ClusterId, StepIds: [StepId] };
    case 'setClusterTerminationProtection':
      return { JobFlowIds: [ClusterId], TerminationProtected };
    default:
      return parameters;
  }
}

/** The API's answer, as Step Functions has it. */
export function answerFor(row: IntegrationRow, answer: Json): Json {
  if (row.service !== 'elasticmapreduce' || !isObject(answer)) return answer;
  if (row.action === 'createCluster') return { ClusterId: answer.JobFlowId ?? '', ClusterArn: answer.ClusterArn ?? '' };
  if (row.action === 'addStep') return { StepId: at(answer, 'StepIds[0]') ?? '' };
  if (row.action === 'cancelStep') return { CancelStepsInfo: at(answer, 'CancelStepsInfoList[0]') ?? {} };
  return answer;
}
