// Task: asks a service, a function or an activity worker, and waits for the answer within its timeouts.
import type { TaskState } from '../../asl';
import { exceeds, isObject, type Json } from '../../json';
import { compileJsonataTemplate, compileTemplate, EvaluationError, type QueryLanguage } from '../../query';
import { attempts } from '../attempt';
import { compileCatch } from '../catch';
import type { ServiceCall } from '../commands';
import type { CompileState } from '../compiling';
import { compileFinish, compileInput, type Read, tooLarge } from '../data';
import type { Outcome } from '../entries';
import { StateFailed } from '../failure';
import { payloadBytesMax } from '../limits';
import type { Message, Strand, Visit } from '../node';
import {
  activityScheduled,
  activityStarted,
  evaluationFailed,
  functionScheduled,
  functionStarted,
  type Retrying,
  taskFailed,
  taskResult,
  taskScheduled,
  taskStarted,
  workFailed,
  workSucceeded,
} from '../record';
import { parseResource, type Resource } from '../resource';
import { compileRetry } from '../retry';
import { compileSeconds } from '../seconds';

/** How each kind of resource tells its story in history. */
interface Story {
  scheduled(visit: Visit, order: Order): void;
  /** What `submitted` means: TaskSubmitted, or an activity scheduled or taken by a worker. */
  submitted(visit: Visit, order: Order, value: Json): void;
  succeeded(visit: Visit, output: Json): void;
  failed(visit: Visit, failure: StateFailed, stage: Stage, retrying: Retrying | undefined): void;
}

type Stage = Extract<Outcome, { ok: false }>['stage'];

/** One attempt's request as evaluated. */
interface Order {
  readonly input: Json;
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  readonly credentials: string | undefined;
}

/** A failure that the service reported, with the stage it got to. */
class TaskFailure extends StateFailed {
  readonly stage: Stage;
  constructor(error: string | undefined, cause: string | undefined, stage: Stage) {
    super(error, cause, 'settled');
    this.stage = stage;
  }
}

export const task: CompileState<TaskState> = (state, { language, indexOf, next }) => {
  const resource = parseResource(state.Resource);
  const story = stories[resource.kind](resource);
  const input = compileInput(state, language);
  const timeout = compileSeconds('TimeoutSeconds', state.TimeoutSeconds, state.TimeoutSecondsPath, language);
  const heartbeat = compileSeconds('HeartbeatSeconds', state.HeartbeatSeconds, state.HeartbeatSecondsPath, language);
  const credentials = compileCredentials(state, language);
  const finish = compileFinish(state, language);
  const hasToken = resource.pattern === 'waitForTaskToken';

  function* once(visit: Visit, attempt: number): Strand<void> {
    visit.taskToken = hasToken ? visit.token() : undefined;
    const order: Order = {
      timeout: timeout(visit.input, visit),
      heartbeat: heartbeat(visit.input, visit),
      credentials: credentials(visit.input, visit),
      input: input(visit.input, visit),
    };
    story.scheduled(visit, order);
    const id = visit.task(callOf(resource, state.Resource, order, attempt, visit));
    const output = yield* answer(visit, id, order, story, resource.kind === 'activity');
    if (exceeds(output, payloadBytesMax))
      throw tooLarge(resource.kind === 'integration' ? resource.service : resource.action);
    story.succeeded(visit, output);
    finish(visit, output);
  }

  const rules = {
    once,
    record: (visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void => {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      else if (failure.record !== 'none')
        story.failed(visit, failure, failure instanceof TaskFailure ? failure.stage : undefined, retrying);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
    next,
  };
  return { runs: (visit) => attempts(visit, rules) };
};

/** Waits for the task, its timeout and its heartbeats; the first of them decides. */
function* answer(visit: Visit, id: number, order: Order, story: Story, timersWait: boolean): Strand<Json> {
  let timer = 0;
  let beat = 0;
  const arm = (): void => {
    if (order.timeout !== undefined) timer = visit.timer(visit.now() + order.timeout * 1000);
    if (order.heartbeat !== undefined) beat = visit.timer(visit.now() + order.heartbeat * 1000);
  };
  if (!timersWait) arm();
  for (;;) {
    const message: Message = yield;
    switch (message.kind) {
      case 'submitted':
        story.submitted(visit, order, message.value);
        if (timersWait && message.value === null) arm();
        break;
      case 'heartbeat':
        if (beat !== 0) {
          visit.cancel(beat);
          beat = visit.timer(visit.now() + (order.heartbeat as number) * 1000);
        }
        break;
      case 'fired':
        visit.cancel(id);
        if (timer !== 0 && timer !== message.id) visit.cancel(timer);
        if (beat !== 0 && beat !== message.id) visit.cancel(beat);
        // AWS: a lost heartbeat is recorded as States.Timeout, though States.HeartbeatTimeout catches it.
        throw new StateFailed(
          'States.Timeout',
          undefined,
          'timeout',
          undefined,
          message.id === beat ? 'States.HeartbeatTimeout' : undefined,
        );
      case 'settled':
        if (timer !== 0) visit.cancel(timer);
        if (beat !== 0) visit.cancel(beat);
        return result(message.outcome);
      default:
        break;
    }
  }
}

function result(outcome: Outcome): Json {
  if (outcome.ok) return outcome.output;
  // A task that could not even be asked for fails the state itself: the sentence names the state, and no event tells of the task.
  if (outcome.stage === 'none') {
    if (outcome.error === 'States.Runtime') throw new EvaluationError('States.Runtime', outcome.cause ?? '');
    throw new StateFailed(outcome.error, outcome.cause, 'none');
  }
  throw new TaskFailure(outcome.error, outcome.cause, outcome.stage);
}

function callOf(resource: Resource, written: string, order: Order, attempt: number, visit: Visit): ServiceCall {
  return {
    kind: resource.kind,
    resource: written,
    service: resource.service,
    action: resource.action,
    pattern: resource.pattern,
    input: order.input,
    taskToken: visit.taskToken,
    state: visit.state,
    path: visit.path,
    attempt,
    item: visit.item,
    credentials: order.credentials,
    executionArn: visit.identity.executionArn,
    stateMachineArn: visit.identity.stateMachineArn,
  };
}

function compileCredentials(
  state: TaskState,
  language: QueryLanguage,
): (root: Json, visit: Visit) => string | undefined {
  const written = state.Credentials;
  if (written === undefined) return () => undefined;
  const evaluate: Read =
    language === 'JSONata' ? compileJsonataTemplate(written, 'Credentials') : compileTemplate(written, 'Credentials');
  return (root, visit) => {
    const value = evaluate(root, visit);
    const role = isObject(value) ? value.RoleArn : undefined;
    if (typeof role !== 'string')
      throw new EvaluationError(
        'States.Runtime',
        `Credentials.RoleArn must be a string, but was: ${JSON.stringify(role ?? null)}`,
      );
    return role;
  };
}

const stories: { readonly [Kind in Resource['kind']]: (resource: Resource) => Story } = {
  integration(resource) {
    const names = { resourceType: resource.service, resource: resource.shown };
    return {
      scheduled(visit, order) {
        const region = visit.identity.executionArn.split(':')[3] ?? '';
        taskScheduled(visit, names, region, order.input, order.timeout, order.heartbeat, order.credentials);
        taskStarted(visit, names);
      },
      submitted: (visit, _order, value) => taskResult(visit, 'TaskSubmitted', names, value),
      succeeded: (visit, output) => taskResult(visit, 'TaskSucceeded', names, output),
      failed(visit, failure, stage, retrying) {
        const type =
          failure.record === 'timeout'
            ? 'TaskTimedOut'
            : stage === 'submit'
              ? 'TaskSubmitFailed'
              : stage === 'start'
                ? 'TaskStartFailed'
                : 'TaskFailed';
        taskFailed(visit, type, names, failure, retrying);
      },
    };
  },
  function(resource) {
    return {
      scheduled(visit, order) {
        functionScheduled(visit, resource.action, order.input, order.timeout, order.credentials);
        functionStarted(visit);
      },
      submitted() {},
      succeeded: (visit, output) => workSucceeded(visit, 'LambdaFunctionSucceeded', output),
      failed(visit, failure, stage, retrying) {
        const type =
          failure.record === 'timeout'
            ? 'LambdaFunctionTimedOut'
            : stage === 'schedule'
              ? 'LambdaFunctionScheduleFailed'
              : stage === 'start'
                ? 'LambdaFunctionStartFailed'
                : 'LambdaFunctionFailed';
        workFailed(visit, type, failure, retrying);
      },
    };
  },
  activity(resource) {
    return {
      // An activity counts as scheduled when the world says that it exists: a deleted one leaves no event.
      scheduled() {},
      submitted(visit, order, value) {
        if (value === null) activityScheduled(visit, resource.action, order.input, order.timeout, order.heartbeat);
        else
          activityStarted(
            visit,
            isObject(value) && typeof value.workerName === 'string' ? value.workerName : undefined,
          );
      },
      succeeded: (visit, output) => workSucceeded(visit, 'ActivitySucceeded', output),
      failed(visit, failure, stage, retrying) {
        const type =
          failure.record === 'timeout'
            ? 'ActivityTimedOut'
            : stage === 'schedule'
              ? 'ActivityScheduleFailed'
              : 'ActivityFailed';
        workFailed(visit, type, failure, retrying);
      },
    };
  },
};
