// Runs one state in an engine of its own: no driver, no store, no clock. Timers are due at once; a task is answered by the
// mock or by whoever answers tasks here.

import type { Definition } from '../../asl';
import {
  compileMachine,
  createExecution,
  type EpochMs,
  type ExecutionIdentity,
  type History,
  type HistoryEvent,
  type HttpExchange,
  type JournalEntry,
  type MapRunCall,
  type Outcome,
  type ServiceCall,
  type TaskPerformer,
} from '../../engine';
import type { Json, JsonObject } from '../../json';

export interface Surroundings {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly context: JsonObject;
  readonly variables: JsonObject;
  readonly now: EpochMs;
  readonly seed: number;
}

/** What becomes of the commands of a state. */
export interface Answering {
  /** Gives a task's outcome; undefined leaves it to the performer. */
  readonly mock: (call: ServiceCall) => Outcome | undefined;
  readonly performer: TaskPerformer | undefined;
  /** Is told of a Map Run, which is not run. */
  readonly mapRun?: (call: MapRunCall) => void;
  /** Is told of the request of an HTTP Task. */
  readonly exchanged?: (exchange: HttpExchange) => void;
}

/** The history of the state's machine, up to its end or its first retry. */
export async function runState(
  definition: Definition,
  input: Json,
  around: Surroundings,
  answering: Answering,
): Promise<readonly HistoryEvent[]> {
  const { mock, mapRun } = answering;
  const execution = createExecution(compileMachine(definition));
  const inbox: JournalEntry[] = [started(input, around)];
  for (let entry = inbox.shift(); entry !== undefined; entry = inbox.shift()) {
    const step = execution.step(entry);
    if (step.status !== 'RUNNING' || step.events.some(isRetried)) break;
    for (const command of step.commands) {
      if (command.kind === 'timer' && isWaiting(execution.history)) {
        inbox.push({ kind: 'fired', at: command.due, id: command.id });
      } else if (command.kind === 'task') {
        const outcome = mock(command.call) ?? (await performed(command.call, answering, around.now));
        inbox.push({ kind: 'settled', at: around.now, id: command.id, outcome });
      } else if (command.kind === 'mapRun') mapRun?.(command.call);
    }
  }
  return execution.history.slice();
}

function isRetried(event: HistoryEvent): boolean {
  return 'retrier' in event && event.retrier !== undefined;
}

/** A timer is a Wait state's, rather than a timeout. */
function isWaiting(history: History): boolean {
  return history.at(-1)?.type === 'WaitStateEntered';
}

function started(input: Json, around: Surroundings): JournalEntry {
  const { context, variables, now, seed } = around;
  return { kind: 'started', at: now, identity: identityOf(around), input, seed, given: { context, variables } };
}

/** Who the execution would be. */
export function identityOf({ executionArn, stateMachineArn, roleArn }: Surroundings): ExecutionIdentity {
  return {
    executionArn,
    name: executionArn.split(':')[7] ?? '',
    roleArn,
    stateMachineArn,
    stateMachineName: stateMachineArn.split(':')[6] ?? '',
    type: 'STANDARD',
  };
}

function performed(call: ServiceCall, { performer, exchanged }: Answering, now: EpochMs): Promise<Outcome> {
  return new Promise((resolve) => {
    if (performer === undefined) throw new Error(`nobody answers ${call.resource}`);
    performer.perform(call, {
      submitted() {},
      settled: resolve,
      parked() {},
      after: (_ms, callback) => callback(),
      onCancel() {},
      now: () => now,
      ...(exchanged === undefined ? {} : { exchanged }),
    });
  });
}
