// Who answers a task: mock, then what was chosen for the service, embedded, simulated, pass-through. The first that can, does.
import type { ServiceCall, TaskIo, TaskPerformer } from '../engine';
import type { Json } from '../json';

export type AnsweredBy = 'mock' | 'embedded' | 'simulated' | 'pass-through';

export interface Answerer {
  readonly by: AnsweredBy;
  /** Whether it answers this call. Having said yes it reports to `io`, now or later. */
  answers(call: ServiceCall, io: TaskIo): boolean;
  /**
   * After a restart: takes up a job whose request was accepted, with the answer that was given then; nothing is requested
   * again. Whether it did.
   */
  resumes?(call: ServiceCall, accepted: Json, io: TaskIo): boolean;
}

export interface Composition {
  readonly answerers: readonly Answerer[];
  /** Who shall answer a state, or a service (`dynamodb`, `aws-sdk:s3`), where that is not left to the order. */
  readonly chosen?: { readonly [name: string]: AnsweredBy };
  /** Told for every call, before the answer. */
  readonly onAnswered?: (call: ServiceCall, by: AnsweredBy | 'nobody') => void;
}

/** The performer that the driver calls. */
export function compose({ answerers, chosen = {}, onAnswered }: Composition): TaskPerformer {
  const choiceFor = ({ state, service }: ServiceCall) =>
    chosen[state] ?? chosen[service] ?? chosen[service.replace('aws-sdk:', '')];
  return {
    resume(call, accepted, io) {
      const choice = choiceFor(call);
      const may = answerers.filter(({ by }) => choice === undefined || by === choice || by === 'mock');
      // LOCAL: a job that nobody knows any more ends by its timeout, as one that hangs would.
      if (!may.some((answerer) => answerer.resumes?.(call, accepted, io) === true)) io.parked();
    },
    perform(call, io) {
      const choice = choiceFor(call);
      for (const answerer of answerers) {
        if (choice !== undefined && answerer.by !== choice && answerer.by !== 'mock') continue;
        let told = false;
        const tell = (): void => {
          if (!told) onAnswered?.(call, answerer.by);
          told = true;
        };
        if (answerer.answers(call, onAnswered === undefined ? io : announcing(io, tell))) {
          tell();
          return;
        }
      }
      onAnswered?.(call, 'nobody');
      io.settled(unanswered(call, choice));
    },
  };
}

/** Somebody who answers before it says that it does is announced first. */
function announcing(io: TaskIo, tell: () => void): TaskIo {
  return {
    submitted(value) {
      tell();
      io.submitted(value);
    },
    settled(outcome) {
      tell();
      io.settled(outcome);
    },
    ...(io.exchanged === undefined ? {} : { exchanged: (exchange) => io.exchanged?.(exchange) }),
    parked: () => io.parked(),
    after: (ms, callback) => io.after(ms, callback),
    onCancel: (callback) => io.onCancel(callback),
    now: () => io.now(),
  };
}

/** LOCAL: States.Runtime, so that no Retry or Catch hides that something is missing here. */
function unanswered(call: ServiceCall, choice: AnsweredBy | undefined) {
  const what = call.kind === 'function' ? call.resource : `${call.service}:${call.action}`;
  const wanted = choice === undefined ? '' : ` by ${choice}, which was chosen for it`;
  return {
    ok: false as const,
    error: 'States.Runtime',
    cause: `Nothing here answers ${what}${wanted} (state ${call.path}). Mock it, let a handler do it, or name an endpoint that has the service.`,
  };
}

/** Reports what a request gave: the result, or for callbacks the answer that the token's owner works on. */
export function report(call: ServiceCall, io: TaskIo, output: Json): void {
  if (call.pattern === 'waitForTaskToken') {
    io.submitted(output);
    io.parked();
  } else io.settled({ ok: true, output });
}
