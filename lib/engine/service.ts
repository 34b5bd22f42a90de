// The port between the driver and whoever answers tasks: a mock, an embedded service, a simulated job, a real service.
// Callbacks, not promises: an answer that is known at once costs no turn of the event loop.
import type { Json } from '../json';
import type { ServiceCall } from './commands';
import type { EpochMs, Outcome } from './entries';

/** How a performer reports on one task. After settled() nothing more may be reported. */
/** An HTTP request as it was sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

/** What an HTTP task sent and got, for those who inspect it. */
export interface HttpExchange {
  readonly request: SentRequest;
  /** The request without what its connection adds. */
  readonly withoutSecrets: SentRequest;
  readonly answer: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: { readonly [name: string]: readonly string[] };
    readonly body: string;
  };
}

export interface TaskIo {
  /** TestState: is told of the HTTP request of an HTTP task, before the task settles. */
  exchanged?(exchange: HttpExchange): void;
  /** The request of a .sync or .waitForTaskToken task was accepted; value is the service's answer (TaskSubmitted.output). */
  submitted(value: Json): void;
  settled(outcome: Outcome): void;
  /**
   * Nothing is going on in real time any more: the task waits for its token, for a virtual timer or for somebody outside.
   * Until this, submitted() or settled() is called, a virtual clock stands still, because real work is being done.
   */
  parked(): void;
  /** Calls back after that many milliseconds of the execution's clock (virtual or real); simulated jobs live on it. */
  after(ms: number, callback: () => void): void;
  /** Called when the execution no longer waits for the task: stop the job. */
  onCancel(callback: () => void): void;
  /** The execution's clock. */
  now(): EpochMs;
}

export interface TaskPerformer {
  /** Must not throw for a workflow's fault: it reports an outcome. May report synchronously, before it returns. */
  perform(call: ServiceCall, io: TaskIo): void;
  /**
   * After a restart: takes up a .sync job or an activity whose request had been accepted, with the last answer that was
   * given then (see the `submitted` entry). It must not be requested again. Without this, it waits for its timeout.
   */
  resume?(call: ServiceCall, accepted: Json, io: TaskIo): void;
}
