// What a mock may answer.
import type { Outcome, ServiceCall, TaskIo } from '../../engine';
import type { Json } from '../../json';
import { plausibleAnswer } from '../plausible';
import type { World } from '../world';

/** What a computed reply may look at. */
export interface MockedCall extends ServiceCall {
  /** The execution's clock, in milliseconds since the epoch. */
  readonly now: number;
}

/** An answer that is more than a value; made by fail(), timeout(), never(), after(), sequence() and times(). */
export class Script {
  readonly play: (call: MockedCall, io: TaskIo, mock: Playing) => void;
  constructor(play: (call: MockedCall, io: TaskIo, mock: Playing) => void) {
    this.play = play;
  }
}

/** A value is the task's result (for mocks of functions: the function's); a function computes it, or another reply. */
export type Reply = Json | Script | ((call: MockedCall) => Reply | Promise<Reply>);

/** What playing a reply needs. */
export interface Playing {
  readonly world: World;
  /** How a value becomes the task's output. */
  readonly output: (call: ServiceCall, value: Json) => Json;
}

/** Fails the task. Without a cause history shows none. */
export function fail(error: string, cause?: string): Script {
  return new Script((call, io, { world }) => {
    submit(call, io, world);
    io.settled({ ok: false, error, ...(cause === undefined ? {} : { cause }) } satisfies Outcome);
  });
}

/** The task times out, at once: States.Timeout without a cause. */
export function timeout(): Script {
  return fail('States.Timeout');
}

/** The task is never answered: it waits for its timeout, its token, or for ever. */
export function never(): Script {
  return new Script((call, io, { world }) => {
    submit(call, io, world);
    io.parked();
  });
}

/** Another reply, later. @param delay milliseconds, or a text such as `500ms`, `2s`, `5m`, `3h`, `30d` */
export function after(delay: number | string, reply: Reply): Script {
  const ms = typeof delay === 'number' ? delay : durationMs(delay);
  return new Script((call, io, mock) => {
    submit(call, io, mock.world);
    io.parked();
    io.after(ms, () => play(reply, { ...call, now: io.now() }, quiet(io), mock));
  });
}

/** One reply for each call, the last one for all that follow. Each execution of a mock counts on, whatever the state. */
export function sequence(...replies: readonly Reply[]): Script {
  if (replies.length === 0) throw new TypeError('sequence() needs at least one reply');
  let next = 0;
  return new Script((call, io, mock) => {
    const reply = replies[Math.min(next++, replies.length - 1)] as Reply;
    play(reply, call, io, mock);
  });
}

/** A reply that is good for that many calls; afterwards the mock no longer answers and the next rule does. */
export class Limited {
  readonly reply: Reply;
  left: number;
  constructor(count: number, reply: Reply) {
    this.left = count;
    this.reply = reply;
  }
}

export function times(count: number, reply: Reply): Limited {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`times() needs a positive whole number, not ${count}`);
  return new Limited(count, reply);
}

/** Plays a reply: every way to answer ends in one report to `io`. */
export function play(reply: Reply, call: MockedCall, io: TaskIo, mock: Playing): void {
  if (reply instanceof Script) {
    reply.play(call, io, mock);
    return;
  }
  if (typeof reply === 'function') {
    const computed = reply(call);
    if (computed instanceof Promise) {
      computed.then(
        (later) => play(later, call, io, mock),
        (error: unknown) => io.settled(thrown(error)),
      );
    } else play(computed, call, io, mock);
    return;
  }
  submit(call, io, mock.world);
  io.settled({ ok: true, output: mock.output(call, reply) });
}

/** A computed reply that throws fails its task, as a function would: with the error's name and message. */
export function thrown(error: unknown): Outcome {
  return error instanceof Error
    ? { ok: false, error: error.name, cause: error.message }
    : { ok: false, error: 'Error', cause: String(error) };
}

/** Jobs and callbacks are submitted before they end. */
function submit(call: ServiceCall, io: TaskIo, world: World): void {
  if (call.pattern !== 'requestResponse') io.submitted(plausibleAnswer(call, world));
}

/** Submitting twice would be told twice. */
function quiet(io: TaskIo): TaskIo {
  return {
    submitted: () => {},
    settled: (outcome) => io.settled(outcome),
    parked: () => io.parked(),
    after: (ms, callback) => io.after(ms, callback),
    onCancel: (callback) => io.onCancel(callback),
    now: () => io.now(),
  };
}

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1.5h` in milliseconds. */
export function durationMs(text: string): number {
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(text) ?? [];
  if (amount === undefined) throw new RangeError(`"${text}" is not a duration: write 500ms, 2s, 5m, 3h or 30d`);
  return Number(amount) * (units[unit] as number);
}
