// Task tokens of open executions: who waits for which. A token is single use; its shape tells ours from any other text, so
// a token of a task that is over needs not be remembered.
import type { Outcome, ServiceCall, Step } from '../engine';
import { type Json, JsonSyntaxError, parseJsonText } from '../json';
import { ApiError } from './api-error';
import type { Driver } from './driver';
import type { Running } from './running';

const shape = /^AQ[0-9a-f]{14}\S{90,2000}=$/;

interface Waiting {
  readonly running: Running;
  readonly id: number;
}

export class TaskTokens {
  readonly #driver: Driver;
  readonly #waiting = new Map<string, Waiting>();
  readonly #byExecution = new Map<string, string[]>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Notes the tokens a step asks for, and forgets those of an execution that has ended. */
  step(running: Running, step: Step): void {
    if (step.status !== 'RUNNING') {
      this.#forget(running.arn);
      return;
    }
    for (const command of step.commands) {
      if (command.kind === 'task') this.add(running, command.id, command.call);
    }
  }

  add(running: Running, id: number, call: ServiceCall): void {
    if (call.taskToken === undefined) return;
    this.#waiting.set(call.taskToken, { running, id });
    const tokens = this.#byExecution.get(running.arn);
    if (tokens === undefined) this.#byExecution.set(running.arn, [call.taskToken]);
    else tokens.push(call.taskToken);
  }

  #forget(executionArn: string): void {
    for (const token of this.#byExecution.get(executionArn) ?? []) this.#waiting.delete(token);
    this.#byExecution.delete(executionArn);
  }

  /** SendTaskSuccess. @throws ApiError InvalidOutput, InvalidToken, TaskTimedOut */
  async succeed(token: string, outputText: string): Promise<void> {
    // AWS: the token is looked at before the output.
    this.#find(token);
    await this.#settle(token, { ok: true, output: outputOf(outputText) });
  }

  /** SendTaskFailure. @throws ApiError InvalidToken, TaskTimedOut */
  fail(token: string, error: string | undefined, cause: string | undefined): Promise<void> {
    return this.#settle(token, {
      ok: false,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  /** SendTaskHeartbeat. @throws ApiError InvalidToken, TaskTimedOut */
  async heartbeat(token: string): Promise<void> {
    const { running, id } = this.#find(token);
    this.#driver.heartbeat(running, id);
    await this.#driver.durable();
  }

  async #settle(token: string, outcome: Outcome): Promise<void> {
    const { running, id } = this.#find(token);
    this.#waiting.delete(token);
    if (!this.#driver.settle(running, id, outcome)) throw timedOut();
    await this.#driver.durable();
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) {
      if (shape.test(token)) throw timedOut();
      throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
    }
    if (!waiting.running.pending.has(waiting.id)) throw timedOut();
    return waiting;
  }
}

function outputOf(text: string): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new ApiError('InvalidOutput', `Invalid Output: '${error.message}'`);
  }
}

function timedOut(): ApiError {
  return new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}
