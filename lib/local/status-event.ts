// SPEC: the EventBridge event `Step Functions Execution Status Change`; Standard executions only.
import type { JsonObject } from '../json';
import { utf8Bytes } from '../json';
import type { Whereabouts } from './arns';
import type { ExecutionDocument } from './executions/document';

/** Bytes of input and output above which the event leaves them out. */
const payloadBytesMax = 248 * 1024;

export interface StatusEvent {
  readonly source: 'aws.states';
  readonly 'detail-type': 'Step Functions Execution Status Change';
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

export function statusEvent(document: ExecutionDocument, id: string, where: Whereabouts): StatusEvent {
  const { stopDate, startDate, redriveDate } = document;
  const at = stopDate ?? redriveDate ?? startDate;
  return {
    id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: where.account,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region: where.region,
    resources: [document.arn],
    detail: detail(document),
  };
}

function detail(document: ExecutionDocument): JsonObject {
  const input = payload(document.input);
  const output = document.output === undefined ? undefined : payload(document.output);
  return {
    executionArn: document.arn,
    stateMachineArn: document.stateMachineArn,
    name: document.name,
    status: document.status,
    startDate: document.startDate,
    stopDate: document.stopDate ?? null,
    input: input.text,
    output: output?.text ?? null,
    stateMachineVersionArn: document.stateMachineVersionArn ?? null,
    stateMachineAliasArn: document.stateMachineAliasArn ?? null,
    redriveCount: document.redriveCount,
    redriveDate: document.redriveDate ?? null,
    redriveStatus: document.status === 'SUCCEEDED' || document.status === 'RUNNING' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    redriveStatusReason:
      document.status === 'SUCCEEDED' || document.status === 'RUNNING'
        ? `Execution is ${document.status} and cannot be redriven`
        : null,
    inputDetails: { included: input.included },
    outputDetails: output === undefined ? null : { included: output.included },
    error: document.error ?? null,
    cause: document.cause ?? null,
  };
}

function payload(text: string): { readonly text: string | null; readonly included: boolean } {
  return utf8Bytes(text) > payloadBytesMax ? { text: null, included: false } : { text, included: true };
}
