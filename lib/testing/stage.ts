// One execution under test: what moves it on, and what its test has to be told.
import type { ExecutionIdentity, ServiceCall } from '../engine';
import type { Json } from '../json';
import type { Driver, Running } from '../local';
import { TestingError } from './error';
import type { Gate } from './gate';
import type { MockRules } from './mock-rules';
import type { MachineSource } from './source';

/** Where an execution runs: a driver, a clock, and those who answer. */
export interface Ground {
  readonly driver: Driver;
  readonly gate: Gate;
  /** Tasks that nobody answered, first one first. */
  readonly unanswered: ServiceCall[];
  /** Tasks that wait for a token, with nothing said about them in the test. */
  readonly unmentioned: ServiceCall[];
  /** What else is wrong with the test. */
  readonly faults: Error[];
}

export interface StageOptions {
  readonly input: Json;
  readonly number: number;
  readonly seed: number;
  /** The test walks through it: calls are held until the test goes on. */
  readonly stepwise: boolean;
  readonly name?: string | undefined;
}

export class Stage {
  readonly source: MachineSource;
  readonly driver: Driver;
  readonly running: Running;
  readonly #ground: Ground;
  readonly #rules: MockRules;
  readonly #stepwise: boolean;
  /** Executions that were there before, where several share a driver. */
  readonly #before: ReadonlySet<string>;

  /** Starts the execution; unless it is stepwise, and with answers at hand, it stands at its first timer when this returns. */
  constructor(source: MachineSource, ground: Ground, rules: MockRules, options: StageOptions) {
    this.source = source;
    this.driver = ground.driver;
    this.#ground = ground;
    this.#rules = rules;
    this.#stepwise = options.stepwise;
    ground.gate.holds = options.stepwise;
    this.#before = new Set([...this.driver.executions()].map(({ arn }) => arn));
    this.running = this.driver.start(source.machine, {
      identity: identityOf(source, options.name ?? `test-${options.number}`),
      input: options.input,
      seed: options.seed,
    });
  }

  get now(): number {
    return this.driver.now();
  }

  /** Milliseconds since the start. */
  get elapsedMs(): number {
    return this.now - (this.running.execution.history.at(0)?.timestamp ?? this.now);
  }

  /** Goes on until the condition holds or nothing more can happen up to that time; true if it holds. */
  async until(condition: () => boolean, horizon = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.#ground.gate.holds = this.#stepwise;
    for (;;) {
      this.#complain();
      if (condition()) return true;
      if (this.#ground.gate.letThrough()) continue;
      // Calls that are held count as work: the driver is not idle while there is one.
      if (!this.driver.idle) await Promise.race([this.driver.whenIdle(), this.#ground.gate.nextHeld()]);
      else if (!this.driver.fireNext(horizon)) return false;
    }
  }

  /** Goes on to the end. @throws TestingError when it never comes */
  async finish(): Promise<void> {
    const ended = await this.until(() => !this.running.open || this.#unmentioned() !== undefined);
    const waits = this.running.open ? this.#unmentioned() : undefined;
    if (waits !== undefined) throw nobodyMentioned(waits);
    if (!ended) throw this.#stuck();
  }

  /** Tasks of this execution, and of executions that it started, that wait for a token. */
  waiting(): { readonly call: ServiceCall; readonly running: Running; readonly id: number }[] {
    const found: { readonly call: ServiceCall; readonly running: Running; readonly id: number }[] = [];
    for (const running of this.driver.executions()) {
      for (const [id, { call }] of running.pending) {
        if (call?.taskToken !== undefined && !this.#ground.gate.isHeld(call)) found.push({ call, running, id });
      }
    }
    return found;
  }

  /** Executions of distributed Maps that began since this one did. */
  children(): Running[] {
    const prefix = `${this.source.stateMachineArn}/`;
    return [...this.driver.executions()].filter(
      ({ identity, arn }) => identity.stateMachineArn.startsWith(prefix) && !this.#before.has(arn),
    );
  }

  get gate(): Gate {
    return this.#ground.gate;
  }

  /** @throws Error what a reply found wrong. @throws TestingError naming the first task that nobody answered */
  #complain(): void {
    for (const { arn } of this.driver.executions()) {
      const fault = this.#rules.takeFault(arn);
      if (fault !== undefined) throw fault;
    }
    const ours = this.#ground.faults.shift();
    if (ours !== undefined) throw ours;
    const call = this.#ground.unanswered.shift();
    if (call !== undefined) throw unanswered(call);
  }

  #unmentioned(): ServiceCall | undefined {
    const waiting = this.waiting();
    return this.#ground.unmentioned.find((call) => waiting.some((one) => one.call === call));
  }

  #stuck(): TestingError {
    const [one] = this.waiting();
    if (one === undefined) return new TestingError(`${this.source.shortName} cannot go on, and has not ended`);
    const { state } = one.call;
    return new TestingError(
      `${this.source.shortName} waits for ever: nobody answers "${state}", and it has no timeout`,
      `Answer it: const waiting = await running.waiting('${state}'); waiting.succeed({})`,
    );
  }
}

function nobodyMentioned({ state, kind }: ServiceCall): TestingError {
  const what = kind === 'activity' ? 'a worker of its activity' : 'its task token';
  return new TestingError(
    `"${state}" waits for ${what}, and nobody answers.`,
    `Add:   const waiting = await running.waiting('${state}'); waiting.succeed({});   (after bench.start)\n` +
      `  or:    bench.mock('${state}', {});   or, to let its timeout pass:   bench.mock('${state}', never());`,
  );
}

function unanswered({ kind, service, action, item, state, input }: ServiceCall): TestingError {
  const what = kind === 'function' ? action : `${service}:${action}`;
  const where = item === undefined ? '' : `, item ${item.index}`;
  return new TestingError(
    `No reply for state "${state}" (${what})${where}.\n  It was called with ${JSON.stringify(input)}.`,
    `Add:   bench.mock('${state}', {});\n  or set { unmocked: 'handler' } to run the app's own handlers, 'embedded' for its services too.`,
  );
}

function identityOf(source: MachineSource, name: string): ExecutionIdentity {
  const stateMachineName = source.stateMachineArn.split(':')[6] ?? source.name;
  const express = source.type === 'EXPRESS';
  const prefix = source.stateMachineArn.replace(':stateMachine:', express ? ':express:' : ':execution:');
  return {
    executionArn: express ? `${prefix}:${name}:1` : `${prefix}:${name}`,
    name,
    roleArn: source.roleArn,
    stateMachineArn: source.stateMachineArn,
    stateMachineName,
    type: source.type,
  };
}
