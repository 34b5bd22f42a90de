// Drives one execution to its end: answers tokens, lets virtual time go on, keeps the time limit.
import type { AppWorld } from '../app';
import type { ExecutionIdentity, HistoryEvent, ServiceCall, TaskPerformer } from '../engine';
import { type Trace, trace } from '../history';
import { Driver, type Host, type Pending, type Running, systemHost, virtualHost } from '../local';
import { answerFor, ask, howToAnswer, waitsForSomebody } from './answers';
import type { Assignment, Finished } from './assignment';
import { type CompiledSubject, compileSubject } from './definition';
import { graphFacts } from './graph-facts';
import { MapProgress } from './map-progress';
import { Steps } from './steps';
import type { Subject } from './subject';

/** @param openWorld makes what answers tasks; without it the definition must have none */
export async function execute(
  assignment: Assignment,
  openWorld: ((assignment: Assignment, host: Host) => Promise<AppWorld>) | undefined,
): Promise<Finished> {
  const compiled = compileSubject(assignment.subject, assignment.terminal);
  const host = assignment.realTime ? systemHost({ seed: assignment.seed }) : virtualHost({ seed: assignment.seed });
  const identity = identityOf(assignment.subject, host);
  const world = await openWorld?.(assignment, host);
  try {
    return await new Run(assignment, compiled, identity, host, world).finish();
  } finally {
    await world?.close();
  }
}

const nobody: TaskPerformer = {
  perform(call) {
    throw new Error(`the task ${call.path} was not seen in the definition's text`);
  },
};

class Run {
  readonly #assignment: Assignment;
  readonly #compiled: CompiledSubject;
  readonly #identity: ExecutionIdentity;
  readonly #driver: Driver;
  readonly #world: AppWorld | undefined;
  readonly #tree: Trace = trace.initial();
  readonly #steps: Steps | undefined;
  readonly #asked = new WeakSet<Pending>();
  /** Executions with tasks that somebody may have to answer: a Map Run has thousands of others. */
  readonly #askers = new Set<Running>();
  #gaveUp = false;
  /** Called after every step, and when the time is up. */
  #wake: () => void = () => {};

  constructor(
    assignment: Assignment,
    compiled: CompiledSubject,
    identity: ExecutionIdentity,
    host: Host,
    world: AppWorld | undefined,
  ) {
    const { terminal, quiet } = assignment;
    this.#assignment = assignment;
    this.#compiled = compiled;
    this.#identity = identity;
    this.#world = world;
    this.#steps = quiet
      ? undefined
      : new Steps(
          terminal,
          this.#tree,
          (path) => world?.answeredBy(path),
          graphFacts(compiled.definition),
          new MapProgress(
            () => world?.mapRunner?.progress?.() ?? [],
            () => performance.now(),
          ),
        );
    this.#driver = new Driver({
      host,
      performer: world?.performer ?? nobody,
      mapRunner: world?.mapRunner,
      autoAdvance: false,
      onStep: (running, step) => {
        if (step.commands.some((command) => command.kind === 'task' && waitsForSomebody(command.call)))
          this.#askers.add(running);
        if (running.identity === identity) this.#take(step.events);
        else if (running.mapRun !== undefined) this.#steps?.progressed();
        this.#wake();
      },
    });
    world?.attach(this.#driver);
  }

  async finish(): Promise<Finished> {
    const { input, seed, realTime, timeoutMs } = this.#assignment;
    const began = performance.now();
    const limit = timeoutMs === undefined ? undefined : setTimeout(() => this.#giveUp(), timeoutMs);
    try {
      const identity = this.#identity;
      const running = this.#driver.start(this.#compiled.machine, {
        identity,
        input: input.value,
        inputText: input.text,
        seed,
      });
      while (running.open && !this.#gaveUp && (await this.#advance()));
      return {
        identity,
        status: running.execution.status,
        history: running.execution.history.slice(),
        tree: this.#tree,
        inputText: input.text,
        seed,
        realTime,
        tookMs: performance.now() - began,
        gaveUp: this.#gaveUp,
        waiting: this.#waiting().map(([, , call]) => call),
        sent: (this.#world?.sent() ?? []).map(({ service, to, body }) => ({ service, to, body })),
      };
    } finally {
      clearTimeout(limit);
      this.#steps?.done();
      this.#driver.close();
    }
  }

  #take(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      trace.apply(this.#tree, event);
      this.#steps?.tell(event);
    }
    this.#steps?.redraw();
  }

  #giveUp(): void {
    this.#gaveUp = true;
    this.#wake();
  }

  /** Lets one thing happen: real work, an answer, a timer. False when nothing can happen any more. */
  async #advance(): Promise<boolean> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (!this.#driver.idle) {
      await Promise.race([this.#driver.whenIdle(), woken]);
      return true;
    }
    if (await this.#answerNext()) return true;
    if (this.#driver.host.virtual) return this.#driver.fireNext();
    if (this.#driver.nextDue() === undefined) return false;
    await woken;
    return true;
  }

  /** Answers the first task that nobody has been asked about yet. */
  async #answerNext(): Promise<boolean> {
    const { answers, answerAfterMs, terminal } = this.#assignment;
    for (const [running, pending, call] of this.#waiting()) {
      if (this.#asked.has(pending)) continue;
      this.#asked.add(pending);
      let outcome = answerFor(answers, call);
      if (outcome === undefined && terminal.interactive) {
        this.#steps?.done();
        outcome = await ask(call, terminal);
      } else if (outcome === undefined) {
        terminal.note(`  ${call.path} waits for an answer that nobody gives: ${howToAnswer(call)}`);
      }
      if (outcome === undefined) continue;
      const { host } = this.#driver;
      const settle = () => this.#driver.settle(running, pending.id, outcome);
      if (answerAfterMs > 0) this.#driver.timer(host.now() + answerAfterMs, settle);
      else settle();
      return true;
    }
    return false;
  }

  #waiting(): [Running, Pending, ServiceCall][] {
    const waiting: [Running, Pending, ServiceCall][] = [];
    for (const running of this.#askers) {
      if (!running.open) this.#askers.delete(running);
      for (const pending of running.pending.values()) {
        const { call } = pending;
        if (call !== undefined && waitsForSomebody(call)) waiting.push([running, pending, call]);
      }
    }
    return waiting;
  }
}

function identityOf(subject: Subject, host: Host): ExecutionIdentity {
  const { stateMachineArn, roleArn, type } = subject;
  const stateMachineName = stateMachineArn.split(':').at(-1) as string;
  const name = host.uuid();
  const form = type === 'EXPRESS' ? 'express' : 'execution';
  const prefix = stateMachineArn.replace(':stateMachine:', `:${form}:`);
  const executionArn = type === 'EXPRESS' ? `${prefix}:${name}:${host.uuid()}` : `${prefix}:${name}`;
  return { executionArn, name, roleArn, stateMachineArn, stateMachineName, type };
}
