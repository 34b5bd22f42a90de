// An execution that the test walks through: it stands still until the test lets it go on.
import type { Outcome, ServiceCall } from '../engine';
import type { Json } from '../json';
import { durationMs } from '../services';
import { TestingError } from './error';
import { Execution } from './execution';
import { stateNamed } from './names';
import type { Stage } from './stage';
import type { StateTarget } from './state-names';

/** Milliseconds, or a text such as `500ms`, `2s`, `5m`, `3h`, `30d`. */
export type Span = number | string;

/** A task that waits for its token, or for an activity worker. Each can be answered once. */
export interface PendingCallback {
  readonly token: string;
  /** What the task was called with. */
  readonly call: ServiceCall;
  /** SendTaskSuccess. @throws TestingError when it no longer waits */
  succeed(output: Json): void;
  /** SendTaskFailure. @throws TestingError when it no longer waits */
  fail(error: string, cause?: string): void;
  /** SendTaskHeartbeat. @throws TestingError when it no longer waits */
  heartbeat(): void;
}

export class RunningExecution<Names extends string = string> {
  readonly #stage: Stage;
  /** How each token was used. */
  readonly #used = new Map<string, string>();
  /** Events that until() has looked at. */
  #seen = 0;

  /** @internal */
  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The execution as it stands. */
  get execution(): Execution<Names> {
    return new Execution(this.#stage);
  }

  /**
   * Goes on until a state waits for its token (or activity worker), and gives what answers it. Twice for the same state
   * gives the same task, until it is answered.
   * @throws TestingError when that never happens
   */
  async waiting(state: StateTarget<Names>): Promise<PendingCallback> {
    stateNamed(this.#stage.source, state);
    const find = () => this.#stage.waiting().find(({ call }) => call.state === state || call.path === state);
    await this.#stage.until(() => find() !== undefined || !this.#stage.running.open);
    const found = find();
    if (found === undefined) throw this.#never(`"${state}" never waits for an answer`);
    return this.#callback(found.call);
  }

  /** What answers the task with this token, as somebody would who was sent it. @throws TestingError for a token of nobody */
  answer(token: string): PendingCallback {
    const waiting = this.#stage.gate.withToken(token);
    if (waiting === undefined) {
      throw new TestingError(
        `no task of this execution has the token ${JSON.stringify(token.slice(0, 40))}`,
        'take it from a call of the mock (handle.calls[0].taskToken) or from running.waiting(state)',
      );
    }
    return this.#callback(waiting.call);
  }

  /**
   * Goes on until a state is entered; a second time for the same state, until it is entered again.
   * @throws TestingError when it never is
   */
  async until(state: StateTarget<Names>): Promise<void> {
    const { name } = stateNamed(this.#stage.source, state);
    const { history } = this.#stage.running.execution;
    const entered = (): boolean => {
      for (; this.#seen < history.length; this.#seen++) {
        const event = history.at(this.#seen);
        if (event?.type.endsWith('StateEntered') === true && event.state === name) return true;
      }
      return false;
    };
    const found = await this.#stage.until(() => entered() || !this.#stage.running.open);
    if (!found || this.#seen >= history.length) throw this.#never(`"${state}" is never entered`);
    this.#seen++;
  }

  /**
   * Lets that much virtual time pass, with everything that happens in it; or lets it pass up to a date.
   * @throws TestingError for a time in the past
   */
  async advance(by: Span | Date): Promise<void> {
    const { now } = this.#stage;
    const to = by instanceof Date ? by.getTime() : now + spanMs(by);
    if (Number.isNaN(to) || to < now) {
      throw new TestingError(
        `advance(${JSON.stringify(by)}) goes into the past: it is ${new Date(now).toISOString()} in this execution`,
        "virtual time moves forward only; write a span such as '5h', or a later date",
      );
    }
    await this.#stage.until(() => false, to);
    this.#stage.driver.host.advance(to);
  }

  /** StopExecution. */
  async stop(error?: string, cause?: string): Promise<Execution<Names>> {
    const { driver, running } = this.#stage;
    if (running.open) {
      driver.stop(running, { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
    }
    return this.done();
  }

  /** Goes on to the end. @throws TestingError when it never ends */
  async done(): Promise<Execution<Names>> {
    return Execution.finished(this.#stage);
  }

  #callback(call: ServiceCall): PendingCallback {
    const token = call.taskToken as string;
    return {
      token,
      call,
      succeed: (output) => this.#settle(call, token, { ok: true, output }, 'succeed'),
      fail: (error, cause) =>
        this.#settle(call, token, { ok: false, error, ...(cause === undefined ? {} : { cause }) }, 'fail'),
      heartbeat: () => {
        const { running, id } = this.#find(call, token);
        this.#stage.driver.heartbeat(running, id);
      },
    };
  }

  #settle(call: ServiceCall, token: string, outcome: Outcome, how: string): void {
    this.#find(call, token);
    this.#used.set(token, `${how}() was called ${this.#stage.elapsedMs} ms after the start`);
    const io = this.#stage.gate.withToken(token)?.io;
    // An activity's worker takes the task and ends it in one.
    if (call.kind === 'activity') io?.submitted({});
    io?.settled(outcome);
  }

  #find(call: ServiceCall, token: string) {
    const found = this.#stage.waiting().find((one) => one.call === call);
    if (found !== undefined) return found;
    const used = this.#used.get(token);
    if (used !== undefined) {
      throw new TestingError(
        `the token of "${call.state}" was used already: ${used}`,
        'a task token is good for one answer; take the next one with running.waiting(state)',
      );
    }
    throw new TestingError(
      `"${call.state}" no longer waits for its token: it has timed out, or the execution has gone on without it`,
      `look at execution.state('${call.state}').last`,
    );
  }

  #never(what: string): TestingError {
    const { running } = this.#stage;
    const { path } = this.execution;
    const how = running.open ? 'nothing more can happen' : `the execution has ended ${running.execution.status}`;
    return new TestingError(`${what}: ${how}`, `path  ${path.join(' → ')}`);
  }
}

/** @throws TestingError */
export function spanMs(span: Span): number {
  if (typeof span === 'number') return span;
  const isNegative = span.trim().startsWith('-');
  try {
    return (isNegative ? -1 : 1) * durationMs(isNegative ? span.trim().slice(1) : span);
  } catch (error) {
    if (error instanceof RangeError) throw new TestingError(error.message);
    throw error;
  }
}
