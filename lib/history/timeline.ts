// Bars for a time axis: every visit and every attempt, with the waiting between attempts told apart from the working.
import type { EpochMs } from '../engine';
import type { Attempt, Trace, Visit } from './trace';
import { visitsOf } from './trace';

export interface AttemptBar {
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly outcome: Attempt['outcome'];
  /** Idle time after it, until the next attempt. */
  readonly waitMs: number;
}

export interface VisitBar {
  readonly state: string;
  readonly path: string;
  /** How deep it lies: 0 for the machine's own states. */
  readonly depth: number;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly status: Visit['status'];
  readonly attempts: readonly AttemptBar[];
}

/** Bars in document order; what still runs ends at the last event. */
export function timeline(tree: Trace): VisitBar[] {
  const now = tree.endedAt ?? tree.lastAt ?? 0;
  const bars: VisitBar[] = [];
  for (const visit of visitsOf(tree.machine)) {
    bars.push({
      state: visit.state,
      path: visit.path,
      depth: visit.path.slice(0, visit.path.length - visit.state.length).split('/').length - 1,
      startedAt: visit.enteredAt,
      endedAt: visit.exitedAt ?? now,
      status: visit.status,
      attempts: visit.attempts.map((attempt, index) => {
        const next = visit.attempts[index + 1];
        const endedAt = attempt.endedAt ?? now;
        return {
          startedAt: attempt.startedAt,
          endedAt,
          outcome: attempt.outcome,
          waitMs: next === undefined ? 0 : next.startedAt - endedAt,
        };
      }),
    });
  }
  return bars;
}
