// A world with a clock that tests move, tasks to perform in it, and what they reported.
import type { Outcome, Pattern, ServiceCall, TaskIo, TaskPerformer } from '../../lib/engine';
import { parseResource } from '../../lib/integrations';
import type { Json } from '../../lib/json';
import type { World } from '../../lib/services';

export interface TestWorld extends World {
  /** Moves the clock, running what falls due on the way. */
  advance(ms: number): void;
  /** How many things are going on in real time. */
  readonly held: number;
}

export function testWorld(start = Date.UTC(2026, 0, 1)): TestWorld {
  let now = start;
  let ids = 0;
  let held = 0;
  const timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    partition: 'aws',
    region: 'us-east-1',
    account: '123456789012',
    now: () => now,
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
    busy() {
      held++;
      return () => void held--;
    },
    get held() {
      return held;
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= until).sort((left, right) => left.at - right.at)[0];
        if (due === undefined) break;
        timers.splice(timers.indexOf(due), 1);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = until;
    },
  };
}

export function callOf(resource: string, input: Json, more: Partial<ServiceCall> = {}): ServiceCall {
  const parsed = parseResource(resource);
  if (parsed === undefined) throw new Error(`${resource} is not a resource`);
  return {
    ...parsed,
    resource,
    input,
    pattern: parsed.pattern as Pattern,
    taskToken: parsed.pattern === 'waitForTaskToken' ? 'token-1' : undefined,
    state: 'State',
    path: 'State',
    attempt: 1,
    item: undefined,
    credentials: undefined,
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
    ...more,
  };
}

/** What a task reported, in order. */
export class Reported implements TaskIo {
  readonly submissions: Json[] = [];
  outcome: Outcome | undefined;
  waits = false;
  readonly settledOnce: Promise<Outcome>;
  readonly #world: World;
  readonly #cancels: (() => void)[] = [];
  #resolve: (outcome: Outcome) => void = () => {};

  constructor(world: World) {
    this.#world = world;
    this.settledOnce = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  submitted(value: Json): void {
    if (this.outcome !== undefined) throw new Error('submitted after it settled');
    this.submissions.push(value);
  }
  settled(outcome: Outcome): void {
    if (this.outcome !== undefined) throw new Error('settled twice');
    this.outcome = outcome;
    this.#resolve(outcome);
  }
  parked(): void {
    this.waits = true;
  }
  after(ms: number, callback: () => void): void {
    this.#world.after(ms, callback);
  }
  onCancel(callback: () => void): void {
    this.#cancels.push(callback);
  }
  now(): number {
    return this.#world.now();
  }
  cancel(): void {
    for (const cancel of this.#cancels) cancel();
  }
  /** The output of a task that has succeeded already. */
  get output(): Json {
    if (this.outcome?.ok !== true) throw new Error(`not succeeded: ${JSON.stringify(this.outcome)}`);
    return this.outcome.output;
  }
  get failure(): { readonly error?: string; readonly cause?: string } {
    if (this.outcome?.ok !== false) throw new Error(`not failed: ${JSON.stringify(this.outcome)}`);
    return this.outcome;
  }
}

export function perform(performer: TaskPerformer, world: World, call: ServiceCall): Reported {
  const io = new Reported(world);
  performer.perform(call, io);
  return io;
}

/** A SQS, SNS… answer without what the SDK tells of the request. */
export function bare(output: Json): Json {
  const { SdkHttpMetadata, SdkResponseMetadata, ...rest } = output as { readonly [member: string]: Json };
  if (SdkHttpMetadata === undefined || SdkResponseMetadata === undefined)
    throw new Error('the SDK metadata is missing');
  return rest;
}
