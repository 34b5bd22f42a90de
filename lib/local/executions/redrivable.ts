// SPEC redrive-executions: which executions can be redriven.
import type { ExecutionDocument } from './document';

/** Milliseconds after its end in which an execution can be redriven. */
const redrivableMsMax = 14 * 24 * 60 * 60 * 1000;
/** An execution with this many history events cannot be redriven: the redrive itself is an event. */
const redrivableEventsMax = 24_999;

export type RedriveStatus = 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';

export interface Redrivable {
  readonly redriveStatus: RedriveStatus;
  /** Absent for an execution that can be redriven. */
  readonly redriveStatusReason?: string;
}

export function redrivable(document: ExecutionDocument, now: number, events?: number): Redrivable {
  const { status, stopDate } = document;
  if (status === 'SUCCEEDED' || status === 'RUNNING' || status === 'PENDING_REDRIVE') {
    return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` };
  }
  if (stopDate !== undefined && now - stopDate > redrivableMsMax) {
    return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution has exceeded the redrivable period' };
  }
  if (events !== undefined && events >= redrivableEventsMax) {
    return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution history event limit reached' };
  }
  return { redriveStatus: document.mapRunArn === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}
