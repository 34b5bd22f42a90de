// Children of Map Runs among the executions: how they begin to be known, and what is left of an Express one.
import type { HistoryEvent } from '../../engine';
import type { Json } from '../../json';
import type { JournalRecord } from '../../store';
import { keys, remove } from '../documents';
import { Queue } from '../queue';
import type { Running } from '../running';
import type { ExecutionDocument } from './document';

/**
 * The document of a child that its Map Run has just started; undefined for an execution that is no child.
 * @param before its document from before, if an Express child has been started anew
 */
export function childDocument(
  running: Running,
  parent: ExecutionDocument | undefined,
  before: ExecutionDocument | undefined,
  count: number,
): ExecutionDocument | undefined {
  const { identity, mapRun } = running;
  const started = running.execution.history.at(0);
  if (mapRun === undefined || parent === undefined || started?.type !== 'ExecutionStarted') return undefined;
  const startDate = started.timestamp;
  // AWS: an Express child is called by both of its UUIDs.
  const name = identity.executionArn.split(':').slice(7).join(':');
  return {
    arn: identity.executionArn,
    stateMachineArn: identity.stateMachineArn,
    name,
    type: identity.type,
    revision: parent.revision,
    input: started.inputText ?? JSON.stringify(started.input),
    startDate,
    listing: before?.listing ?? keys.listing(mapRun.mapRunArn, startDate, count),
    mapRunArn: mapRun.mapRunArn,
    itemCount: mapRun.itemCount,
    status: 'RUNNING',
    redriveCount: redrives(before),
  };
}

/** AWS: starting an Express child anew counts as a redrive of it, without a date. A crash is none. */
function redrives(before: ExecutionDocument | undefined): number {
  if (before === undefined) return 0;
  return before.status === 'RUNNING' ? before.redriveCount : before.redriveCount + 1;
}

/** Closed Express children that stay known where nothing is on disk: a run may have millions, and memory is all there is. */
const expressInMemoryMax = 10_000;

/** The closed Express children of a process that keeps them in memory. */
export class ExpressInMemory {
  readonly #known = new Queue<ExecutionDocument>();

  /** One more has closed. What has to be forgotten for it: the oldest, unless it has been started anew since. */
  closed(document: ExecutionDocument, find: (arn: string) => ExecutionDocument | undefined): readonly JournalRecord[] {
    this.#known.push(document);
    if (this.#known.size <= expressInMemoryMax) return [];
    const { arn, redriveCount } = this.#known.shift() as ExecutionDocument;
    const now = find(arn);
    if (now === undefined || now.redriveCount !== redriveCount || now.status === 'RUNNING') return [];
    return [remove(keys.execution(arn)), remove(now.listing)];
  }
}

/** What is left of an Express child that has ended: it has no history, but how it began and ended is known. */
export function beginningAndEnd(document: ExecutionDocument): readonly HistoryEvent[] {
  const { startDate, stopDate = startDate, input, output, status, error, cause } = document;
  const frame = { outer: undefined, kind: 'machine' as const, state: '', index: 0 };
  const started: HistoryEvent = {
    id: 1,
    previousEventId: 0,
    timestamp: startDate,
    frame,
    state: undefined,
    type: 'ExecutionStarted',
    input: JSON.parse(input) as Json,
    inputText: undefined,
    roleArn: '',
    stateMachineAliasArn: undefined,
    stateMachineVersionArn: undefined,
  };
  const end = { id: 2, previousEventId: 1, timestamp: stopDate, frame, state: undefined };
  if (status === 'SUCCEEDED') {
    const value = JSON.parse(output ?? 'null') as Json;
    return [started, { ...end, type: 'ExecutionSucceeded', output: value, outputText: undefined }];
  }
  const types = { FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut', ABORTED: 'ExecutionAborted' } as const;
  return [started, { ...end, type: types[status as keyof typeof types], error, cause }];
}
