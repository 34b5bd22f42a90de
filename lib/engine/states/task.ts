// Task: asks a service, a function or an activity worker, and waits for the answer within its timeouts.
import { startCheck, type TaskState } from '../../asl';
import { isObject, type Json } from '../../json';
import { compileJsonataTemplate, compileTemplate, EvaluationError, type QueryLanguage } from '../../query';
import { attempted, type ErrorRules, type Work } from '../attempt';
import { compileCatch } from '../catch';
import type { CompileState } from '../compiling';
import { compileFinish, compileInput, type Finish, measured, type Read } from '../data';
import type { Id, Outcome } from '../entries';
import { StateFailed } from '../failure';
import { compileInputLimit } from '../input-limit';
import { functionScheduled, plain, taskResult, taskStarted, workSucceeded } from '../kinds';
import type { Message, Visit } from '../node';
import {
  activityScheduled,
  activityStarted,
  evaluationFailed,
  functionScheduledWith,
  type Retrying,
  taskFailed,
  taskScheduled,
  workFailed,
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

/** A failure that the service reported, with the stage it got to. */
class TaskFailure extends StateFailed {
  readonly stage: Stage;
  constructor(error: string | undefined, cause: string | undefined, stage: Stage) {
    super(error, cause, 'settled');
    this.stage = stage;
  }
}

export const task: CompileState<TaskState> = (state, { name, language, indexOf, next }) => {
  const resource = parseResource(state.Resource);
  const story = stories[resource.kind](resource, name);
  const input = checked(state.Resource, compileInput(state, language));
  const timeout = compileSeconds('TimeoutSeconds', state.TimeoutSeconds, state.TimeoutSecondsPath, language);
  const heartbeat = compileSeconds('HeartbeatSeconds', state.HeartbeatSeconds, state.HeartbeatSecondsPath, language);
  const credentials = compileCredentials(state, language);
  const finish = compileFinish(state, language);
  const limit = compileInputLimit(state, language);
  // AWS: .sync tasks have a token in their context, too.
  const hasToken = resource.pattern !== 'requestResponse';
  const large = resource.kind === 'integration' ? resource.service : resource.action;

  const rules: ErrorRules = {
    record(visit, failure, retrying) {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      else if (failure.record !== 'none')
        story.failed(visit, failure, failure instanceof TaskFailure ? failure.stage : undefined, retrying);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
  };

  const errand: Errand = { resource, written: state.Resource, story, large, finish };

  function begin(visit: Visit, attempt: number): Work {
    visit.taskToken = hasToken ? visit.token() : undefined;
    const order = new Order(
      visit,
      errand,
      timeout(visit.input, visit),
      heartbeat(visit.input, visit),
      credentials(visit.input, visit),
      input(visit.input, visit),
    );
    limit(order.input, visit);
    order.ask(attempt);
    return order;
  }
  return { runs: (visit) => attempted(visit, begin, rules, next) };
};

/** AWS: a task whose parameters its action cannot take does not start: States.Runtime, and nothing is scheduled. */
function checked(resource: string, input: Read): Read {
  const check = startCheck(resource);
  if (check === undefined) return input;
  return (root, visit) => {
    const parameters = input(root, visit);
    const refusal = check(parameters);
    if (refusal !== undefined) throw new EvaluationError('States.Runtime', refusal);
    return parameters;
  };
}

/** What all attempts of all visits of a Task state have in common. */
interface Errand {
  readonly resource: Resource;
  /** Resource as the definition has it. */
  readonly written: string;
  readonly story: Story;
  /** Who is named when the result is too large. */
  readonly large: string;
  readonly finish: Finish;
}

/** One attempt's request, and the wait for its answer within its timeouts. */
class Order implements Work {
  readonly input: Json;
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
  readonly credentials: string | undefined;
  readonly #visit: Visit;
  readonly #errand: Errand;
  #output: Json | undefined;
  #task: Id = 0;
  #timer: Id = 0;
  #beat: Id = 0;

  constructor(
    visit: Visit,
    errand: Errand,
    timeout: number | undefined,
    heartbeat: number | undefined,
    credentials: string | undefined,
    input: Json,
  ) {
    this.#visit = visit;
    this.#errand = errand;
    this.timeout = timeout;
    this.heartbeat = heartbeat;
    this.credentials = credentials;
    this.input = input;
  }

  get done(): boolean {
    return this.#output !== undefined;
  }

  ask(attempt: number): void {
    const visit = this.#visit;
    const { resource, written, story } = this.#errand;
    story.scheduled(visit, this);
    this.#task = visit.task({
      kind: resource.kind,
      resource: written,
      service: resource.service,
      action: resource.action,
      pattern: resource.pattern,
      input: this.input,
      taskToken: visit.taskToken,
      state: visit.state,
      path: visit.path,
      attempt,
      item: visit.item,
      credentials: this.credentials,
      executionArn: visit.identity.executionArn,
      stateMachineArn: visit.identity.stateMachineArn,
    });
    // An activity's time runs from its ActivityScheduled.
    if (resource.kind !== 'activity') this.#arm();
  }

  take(message: Message): void {
    switch (message.kind) {
      case 'settled':
        this.#disarm(0);
        this.#output = result(message.outcome);
        return;
      case 'submitted':
        this.#errand.story.submitted(this.#visit, this, message.value);
        if (message.value === null) this.#arm();
        return;
      case 'heartbeat':
        if (this.#beat !== 0) {
          this.#visit.cancel(this.#beat);
          this.#beat = this.#visit.timer(this.#visit.now() + (this.heartbeat as number) * 1000);
        }
        return;
      case 'fired':
        this.#visit.cancel(this.#task);
        this.#disarm(message.id);
        // AWS: a lost heartbeat is recorded as States.Timeout, though States.HeartbeatTimeout catches it.
        throw new StateFailed(
          'States.Timeout',
          undefined,
          'timeout',
          undefined,
          message.id === this.#beat ? 'States.HeartbeatTimeout' : undefined,
        );
    }
  }

  finish(): void {
    const visit = this.#visit;
    const { story, large, finish } = this.#errand;
    const output = this.#output as Json;
    const bound = measured(output, visit, large);
    story.succeeded(visit, output);
    finish(visit, output, bound);
  }

  #arm(): void {
    const visit = this.#visit;
    if (this.timeout !== undefined) this.#timer = visit.timer(visit.now() + this.timeout * 1000);
    if (this.heartbeat !== undefined) this.#beat = visit.timer(visit.now() + this.heartbeat * 1000);
  }

  #disarm(except: Id): void {
    if (this.#timer !== 0 && this.#timer !== except) this.#visit.cancel(this.#timer);
    if (this.#beat !== 0 && this.#beat !== except) this.#visit.cancel(this.#beat);
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

const stories: { readonly [Kind in Resource['kind']]: (resource: Resource, state: string) => Story } = {
  integration(resource, state) {
    const names = { resourceType: resource.service, resource: resource.shown };
    const started = taskStarted(state, names);
    const submitted = taskResult(state, 'TaskSubmitted', names);
    const succeeded = taskResult(state, 'TaskSucceeded', names);
    return {
      scheduled(visit, order) {
        const region = visit.identity.executionArn.split(':')[3] ?? '';
        taskScheduled(visit, names, region, order.input, order.timeout, order.heartbeat, order.credentials);
        visit.record(started, undefined);
      },
      submitted: (visit, _order, value) => visit.record(submitted, value),
      succeeded: (visit, output) => visit.record(succeeded, output),
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
  function(resource, state) {
    const scheduled = functionScheduled(state, resource.action);
    const started = plain(state, 'LambdaFunctionStarted');
    const succeeded = workSucceeded(state, 'LambdaFunctionSucceeded');
    return {
      scheduled(visit, { input, timeout, credentials }) {
        if (timeout === undefined && credentials === undefined) visit.record(scheduled, input);
        else functionScheduledWith(visit, resource.action, input, timeout, credentials);
        visit.record(started, undefined);
      },
      submitted() {},
      succeeded: (visit, output) => visit.record(succeeded, output),
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
  activity(resource, state) {
    const succeeded = workSucceeded(state, 'ActivitySucceeded');
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
      succeeded: (visit, output) => visit.record(succeeded, output),
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
