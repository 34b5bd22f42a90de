// What DescribeExecution tells of an execution, as kept in the store. Times are milliseconds since the epoch.
import type { StateMachineType } from '../../asl';
import type { ExecutionStatus, HistoryEvent } from '../../engine';

/** The clientToken of a RedriveExecution, and the date that it was answered with. */
export interface RedriveToken {
  readonly token: string;
  readonly redriveDate: number;
}

/** SPEC RedriveExecution: the last ten client tokens, for up to 15 minutes after they were first used. */
const redriveTokensMax = 10;
const redriveTokenMsMax = 15 * 60 * 1000;

export interface ExecutionDocument {
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly name: string;
  readonly type: StateMachineType;
  /** Key of the machine's revision that it runs. */
  readonly revision: string;
  /** The caller's own text. */
  readonly input: string;
  readonly traceHeader?: string;
  readonly startDate: number;
  /** Its key in ListExecutions. */
  readonly listing: string;
  readonly mapRunArn?: string;
  readonly itemCount?: number;

  readonly status: ExecutionStatus;
  readonly stopDate?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount: number;
  readonly redriveDate?: number;
  /** Client tokens of the latest redrives, oldest first. */
  readonly redriveTokens?: readonly RedriveToken[];
}

/** The document of an execution that has closed with this event. */
export function closedBy(document: ExecutionDocument, status: ExecutionStatus, event: HistoryEvent): ExecutionDocument {
  const stopDate = event.timestamp;
  switch (event.type) {
    case 'ExecutionSucceeded':
      return { ...document, status, stopDate, output: event.outputText ?? JSON.stringify(event.output) };
    case 'ExecutionFailed':
    case 'ExecutionAborted':
    case 'ExecutionTimedOut':
      return {
        ...document,
        status,
        stopDate,
        ...(event.error === undefined ? {} : { error: event.error }),
        ...(event.cause === undefined ? {} : { cause: event.cause }),
      };
    default:
      throw new Error(`an execution cannot end with ${event.type}`);
  }
}

/** The document of an execution that runs again. */
export function redriven(
  document: ExecutionDocument,
  redriveDate: number,
  token: string | undefined,
): ExecutionDocument {
  const { stopDate, error, cause, redriveTokens = [], ...rest } = document;
  const tokens = token === undefined ? redriveTokens : [...redriveTokens, { token, redriveDate }];
  return {
    ...rest,
    status: 'RUNNING',
    redriveCount: document.redriveCount + 1,
    redriveDate,
    ...(tokens.length === 0 ? {} : { redriveTokens: tokens.slice(-redriveTokensMax) }),
  };
}

/** When a request with this token redrove the execution; undefined if none did, or the token has lapsed. */
export function redrivenWith(
  { redriveTokens = [] }: ExecutionDocument,
  clientToken: string,
  now: number,
): number | undefined {
  const known = redriveTokens.find(({ token }) => token === clientToken);
  return known === undefined || now - known.redriveDate > redriveTokenMsMax ? undefined : known.redriveDate;
}
