// What a run is told, and what it tells when it has ended.
import type { AppServices } from '../app';
import type { ExecutionIdentity, ExecutionStatus, HistoryEvent, ServiceCall } from '../engine';
import type { Trace } from '../history';
import type { Json } from '../json';
import type { Answers } from './answers';
import type { Subject } from './subject';
import type { Terminal } from './terminal';

export interface Assignment {
  readonly subject: Subject;
  readonly input: { readonly text: string; readonly value: Json };
  readonly seed: number;
  readonly realTime: boolean;
  readonly timeoutMs: number | undefined;
  readonly answers: Answers;
  readonly answerAfterMs: number;
  /** Tasks are done within what roles allow. */
  readonly iam: boolean;
  readonly mock: { readonly file: string; readonly testCase: string | undefined } | undefined;
  /** Where S3 buckets lie as folders; undefined keeps them in memory. */
  readonly s3Directory: string | undefined;
  /** How the services behave that answer tasks. */
  readonly services: AppServices | undefined;
  readonly terminal: Terminal;
  /** What --json said: undefined without it, else the members, empty for all. */
  readonly json: string | undefined;
  /** Shows no steps. */
  readonly quiet: boolean;
}

/** A message that left the workflow. */
export interface SentMessage {
  readonly service: string;
  readonly to: string;
  readonly body: Json;
}

export interface Finished {
  readonly identity: ExecutionIdentity;
  readonly status: ExecutionStatus;
  readonly history: readonly HistoryEvent[];
  readonly tree: Trace;
  readonly inputText: string;
  readonly seed: number;
  readonly realTime: boolean;
  /** Milliseconds of real time. */
  readonly tookMs: number;
  /** The time limit of --timeout was reached. */
  readonly gaveUp: boolean;
  /** Tasks that wait for an answer that nobody gave. */
  readonly waiting: readonly ServiceCall[];
  readonly sent: readonly SentMessage[];
}
