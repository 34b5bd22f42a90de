// What the service writes to CloudWatch Logs: one JSON document an event, ids and times as strings, details flattened.
import type { HistoryEvent, HistoryEventType } from '../engine';
import type { JsonObject } from '../json';
import { eventDetails } from './aws';
import type { Projection } from './projection';

export type LogLevel = 'ALL' | 'ERROR' | 'FATAL' | 'OFF';

export interface LogOptions {
  readonly level: LogLevel;
  /** Whether inputs, outputs, parameters and assigned variables are logged. */
  readonly includeExecutionData: boolean;
  readonly executionArn: string;
}

interface LogState {
  readonly lines: JsonObject[];
  redriveCount: number;
}

/** The log events of an execution, those of the level only. */
export function logs(options: LogOptions): Projection<LogState> {
  return {
    initial: () => ({ lines: [], redriveCount: 0 }),
    apply(state, event) {
      if (event.type === 'ExecutionRedriven') state.redriveCount = event.redriveCount;
      if (isLogged(event.type, options.level)) state.lines.push(logEvent(event, options, state.redriveCount));
      return state;
    },
  };
}

/** SPEC cw-logs: the levels that an event type is logged at. */
export function isLogged(type: HistoryEventType, level: LogLevel): boolean {
  switch (level) {
    case 'ALL':
      return true;
    case 'OFF':
      return false;
    case 'FATAL':
      return type === 'ExecutionAborted' || type === 'ExecutionFailed' || type === 'ExecutionTimedOut';
    case 'ERROR':
      return type === 'FailStateEntered' || /(?:Failed|Aborted|TimedOut)$/.test(type);
  }
}

function logEvent(event: HistoryEvent, options: LogOptions, redriveCount: number): JsonObject {
  return {
    id: String(event.id),
    type: event.type,
    details: eventDetails(event, options.includeExecutionData) ?? {},
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestamp),
    execution_arn: options.executionArn,
    redrive_count: String(redriveCount),
  };
}
