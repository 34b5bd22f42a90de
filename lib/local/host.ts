// The only file that looks at the world's clock and chance. Everything else is handed a Host.
import { type EpochMs, type Random, seededRandom } from '../engine';

/** Where time and chance come from, and how to wait. */
export interface Host {
  /** True when time moves only by `advance`: a 30-day wait takes no time. */
  readonly virtual: boolean;
  now(): EpochMs;
  /** A seed for one execution. */
  seed(): number;
  uuid(): string;
  /** Virtual only: moves the clock forward; a time in the past leaves it where it is. */
  advance(to: EpochMs): void;
  /** Real only: calls back at about that time; one wake-up at a time, a new one replaces the last. `undefined` calls it off. */
  wakeAt(at: EpochMs | undefined, wake: () => void): void;
}

/** Node's timers take at most 2^31 - 1 ms; a longer wait is made of several. */
const timerMsMax = 2_147_483_647;

export interface SystemHostOptions {
  /** Makes seeds and UUIDs repeatable while time stays real. */
  readonly seed?: number;
}

/** The machine's own clock and, without a seed, its own chance. */
export function systemHost(options: SystemHostOptions = {}): Host {
  const random = seededRandom(options.seed ?? trueChance());
  let timer: NodeJS.Timeout | undefined;
  return {
    virtual: false,
    now: () => Date.now(),
    seed: () => seedOf(random),
    uuid: () => random.uuid(),
    advance() {
      throw new Error('real time cannot be advanced; use virtualHost()');
    },
    wakeAt(at, wake) {
      clearTimeout(timer);
      timer = at === undefined ? undefined : setTimeout(wake, Math.min(Math.max(0, at - Date.now()), timerMsMax));
    },
  };
}

export interface VirtualHostOptions {
  /** Where the clock starts, ISO 8601 or milliseconds since the epoch. @default 2026-01-01T00:00:00Z, so that runs repeat */
  readonly start?: string | EpochMs;
  /** @default 1 */
  readonly seed?: number;
}

/** A clock that jumps, and chance that repeats. */
export function virtualHost(options: VirtualHostOptions = {}): Host {
  // A clock per test is common, and most draw little.
  let generator: Random | undefined;
  const random = (): Random => {
    generator ??= seededRandom(options.seed ?? 1);
    return generator;
  };
  let clock = startOf(options.start ?? Date.UTC(2026, 0, 1));
  return {
    virtual: true,
    now: () => clock,
    seed: () => seedOf(random()),
    uuid: () => random().uuid(),
    advance(to) {
      if (to > clock) clock = to;
    },
    wakeAt() {
      throw new Error('virtual time does not pass by itself; use advance()');
    },
  };
}

/** 32 bits that nobody can foresee. The global is used because importing node:crypto takes longer than a short run. */
function trueChance(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] as number;
}

function startOf(start: string | EpochMs): EpochMs {
  const at = typeof start === 'number' ? start : Date.parse(start);
  if (Number.isNaN(at))
    throw new Error(`start must be ISO 8601 or milliseconds since the epoch, got ${JSON.stringify(start)}`);
  return at;
}

function seedOf(random: Random): number {
  return Math.floor(random.next() * 2 ** 32);
}
