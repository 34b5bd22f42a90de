// Histories compared: what two runs of the same machine must share, however their branches were interleaved. Every event
// belongs to a thread (the machine, a branch, an iteration); the order within a thread is fixed, between threads it is not.
import type { Answer } from './service';

export interface HistoryEvent extends Answer {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
}

/** They follow the last event of a branch or an iteration, and go on where the branches began. */
const joins = new Set([
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'ParallelStateExited',
  'MapStateSucceeded',
  'MapStateFailed',
  'MapStateExited',
]);
const varying: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID'],
  [/AQ[0-9a-f]{14}[^\s"\\]{90,2000}=/g, 'TOKEN'],
  [/\bx\d+-\d+\b/g, 'CHAIN'],
  // The number of an activity's attempt counts those that were lost, too.
  [/(activity:crash-work.*?retry\\+":)\d+/g, '$1N'],
  [/(\\*"(?:StartDate|StopDate|Date)\\*":)(?:\[?\\*"[^"\\]*\\*"\]?|[\d.]+)/g, '$1TIME'],
];

/** Ids count 1, 2, 3, … and every event follows an earlier one. Gives what is wrong. */
export function gap(events: readonly HistoryEvent[]): string | undefined {
  for (const [place, { id, previousEventId, type }] of events.entries()) {
    if (id !== place + 1) return `event ${place + 1} has id ${id} (${type})`;
    if (previousEventId >= id) return `event ${id} (${type}) follows event ${previousEventId}`;
  }
  return undefined;
}

/** A text that is the same for runs that did the same. */
export function canonical(events: readonly HistoryEvent[]): string {
  const threadOf: string[] = [''];
  const threads = new Map<string, string[]>();
  for (const event of events) {
    const before = events[event.previousEventId - 1];
    const thread = threadAt(event, before, threadOf[event.previousEventId] ?? '');
    threadOf[event.id] = thread;
    if (isRace(event)) continue;
    const lines = threads.get(thread);
    if (lines === undefined) threads.set(thread, [line(event)]);
    else lines.push(line(event));
  }
  return [...threads]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([thread, lines]) =>
        `${thread}\n${withoutLostTasks(lines)
          .map((one) => `  ${one}\n`)
          .join('')}`,
    )
    .join('');
}

/** A token may be returned before the answer of the function that was given it is recorded. */
function isRace({ type, ...details }: HistoryEvent): boolean {
  return type === 'TaskSubmitted' && JSON.stringify(details).includes('.waitForTaskToken');
}

function threadAt(event: HistoryEvent, before: HistoryEvent | undefined, thread: string): string {
  if (joins.has(event.type)) return thread.slice(0, thread.lastIndexOf('/'));
  if (before?.type === 'ParallelStateStarted') return `${thread}/${nameOf(event)}`;
  if (event.type === 'MapIterationStarted') {
    const root = before?.type === 'MapStateStarted' ? thread : thread.slice(0, thread.lastIndexOf('/'));
    return `${root}/${indexOf(event)}`;
  }
  return thread;
}

function nameOf(event: HistoryEvent): string {
  return (event.stateEnteredEventDetails as { readonly name: string } | undefined)?.name ?? event.type;
}

function indexOf(event: HistoryEvent): number {
  return (event.mapIterationStartedEventDetails as { readonly index: number } | undefined)?.index ?? -1;
}

function line({ id, previousEventId, timestamp, ...event }: HistoryEvent): string {
  return varying.reduce((text, [pattern, by]) => text.replace(pattern, by), JSON.stringify(event));
}

/** A worker's task whose hand-over a kill cut off ends by its heartbeat and is tried again: that attempt is left out. */
function withoutLostTasks(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (const one of lines) {
    kept.push(one);
    if (one.includes('"ActivityTimedOut"')) kept.length -= 3;
  }
  return kept;
}
