// One simulated job, or resource that comes to be: it takes its time on the world's clock and ends as it was told to.
import type { IntegrationRow, Job as JobFacts } from '../../integrations';
import type { JsonObject } from '../../json';

/** How a job behaves. */
export interface JobBehaviour {
  /** How long it runs: milliseconds, or a text such as `90s`, `5m`. @default 1m */
  readonly duration?: number | string;
  /** Members that its description has when it has ended well. */
  readonly result?: JsonObject;
  /** Why it fails; without it, it succeeds. */
  readonly fails?: string;
  /** Does the job's work for real: gives members of the description, or throws, and then the job fails with that message. */
  readonly work?: (job: StartedJob) => JsonObject | Promise<JsonObject>;
}

/** A job that has been started, as its work sees it. */
export interface StartedJob {
  /** Such as `glue:startJobRun`. */
  readonly action: string;
  /** The state that started it. */
  readonly state: string;
  readonly id: string;
  readonly parameters: JsonObject;
}

export interface SimulatedJob extends StartedJob {
  readonly row: IntegrationRow;
  readonly facts: JobFacts;
  readonly startedAt: number;
  readonly durationMs: number;
  /** What work or behaviour added to the description. */
  result: JsonObject;
  failure: string | undefined;
  /** Set while work is going on: the job cannot end before it. */
  working: boolean;
  stoppedAt: number | undefined;
}

/** When it ended, or undefined while it runs. */
export function endedAt(job: SimulatedJob, now: number): number | undefined {
  if (job.stoppedAt !== undefined) return job.stoppedAt;
  const end = job.startedAt + job.durationMs;
  return job.working || now < end ? undefined : end;
}

/** The word for how it stands: running ones are passed through evenly. */
export function statusOf(job: SimulatedJob, now: number): string {
  const { running, succeeded, failed } = job.facts;
  if (job.stoppedAt !== undefined)
    return failed.find((word) => /STOP|CANCEL|ABORT/i.test(word)) ?? failed.at(-1) ?? (succeeded[0] as string);
  if (endedAt(job, now) !== undefined)
    return job.failure === undefined ? (succeeded[0] as string) : (failed[0] ?? (succeeded[0] as string));
  // What STOPPING and its like say happens only to jobs that are stopped.
  const words = running.filter(
    (word) => running.length === 1 || !/STOPPING|CANCEL|DEPROVISIONING|DEACTIVATING/i.test(word),
  );
  const share = job.durationMs === 0 ? 0 : (now - job.startedAt) / job.durationMs;
  return words[Math.min(words.length - 1, Math.floor(share * words.length))] as string;
}

/** Whether it ended well. */
export function succeeded(job: SimulatedJob): boolean {
  return job.failure === undefined && job.stoppedAt === undefined;
}
