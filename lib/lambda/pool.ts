// Warm sandboxes, reused like Lambda's: one for each invocation that runs at the same time, kept for a while, bounded.
import { clearInterval, setInterval } from 'node:timers';
import type { FunctionDefinition } from './definition';
import { Sandbox, type SandboxSetup } from './sandbox';

export interface PoolOptions {
  /** Threads at a time. */
  readonly workersMax: number;
  /** How long an environment without work is kept. */
  readonly idleMsMax: number;
  /** Everything a sandbox of the function starts with. */
  readonly setup: (definition: FunctionDefinition, ordinal: number) => SandboxSetup;
}

interface Warm {
  readonly sandbox: Sandbox;
  readonly key: string;
  idleSince: number;
}

interface Waiting {
  readonly definition: FunctionDefinition;
  readonly use: (warm: Warm) => void;
  readonly fail: (error: unknown) => void;
}

export class Pool {
  readonly #options: PoolOptions;
  /** Without work, most recently used last. */
  readonly #idle: Warm[] = [];
  readonly #all = new Set<Warm>();
  /** Functions that were changed while a sandbox of theirs was busy. */
  readonly #stale = new WeakSet<Warm>();
  readonly #waiting: Waiting[] = [];
  readonly #keys = new WeakMap<FunctionDefinition, string>();
  #sweeper: NodeJS.Timeout | undefined;
  #ordinal = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** A sandbox of the function, at once if one is warm or may be started. `release` gives it back. */
  acquire(
    definition: FunctionDefinition,
    use: (sandbox: Sandbox, release: () => void) => void,
    fail: (error: unknown) => void,
  ): void {
    this.#waiting.push({ definition, use: (warm) => use(warm.sandbox, () => this.#release(warm)), fail });
    this.#serve();
  }

  /** Starts a sandbox ahead of its first invocation, unless one is there already or there is no room for another. */
  warm(definition: FunctionDefinition): void {
    const key = this.#keyOf(definition);
    const there = [...this.#all].some((warm) => warm.key === key && warm.sandbox.alive);
    if (there || this.#all.size >= this.#options.workersMax) return;
    const warm = this.#startIfRoom(definition);
    if (warm !== undefined) this.#rest(warm);
  }

  /** Sandboxes of the function are not used again; those at work finish first. */
  invalidate(functionName: string): void {
    for (const warm of this.#all) {
      if (warm.sandbox.definition.functionName !== functionName) continue;
      this.#stale.add(warm);
      if (!warm.sandbox.busy) this.#drop(warm);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
    const all = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    await Promise.all(all.map(({ sandbox }) => sandbox.end()));
  }

  #release(warm: Warm): void {
    const { sandbox } = warm;
    if (!sandbox.alive || this.#stale.has(warm)) this.#drop(warm);
    else this.#rest(warm);
    this.#serve();
  }

  #rest(warm: Warm): void {
    warm.idleSince = performance.now();
    this.#idle.push(warm);
    this.#sweepLater();
  }

  /** First come, first served: nobody overtakes, or a busy function would starve the others. */
  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      let warm: Warm | undefined;
      try {
        warm = this.#takeIdle(this.#keyOf(next.definition)) ?? this.#startIfRoom(next.definition);
      } catch (error) {
        // Its code cannot be laid out: that is its own fault, the others go on.
        this.#waiting.shift();
        next.fail(error);
        continue;
      }
      if (warm === undefined) return;
      this.#waiting.shift();
      next.use(warm);
    }
  }

  #takeIdle(key: string): Warm | undefined {
    for (let i = this.#idle.length - 1; i >= 0; i--) {
      const warm = this.#idle[i] as Warm;
      if (warm.key !== key) continue;
      this.#idle.splice(i, 1);
      if (warm.sandbox.alive) return warm;
    }
    return undefined;
  }

  #startIfRoom(definition: FunctionDefinition): Warm | undefined {
    if (this.#all.size >= this.#options.workersMax) {
      // Somebody else's idle sandbox gives way, the one that waited longest.
      const oldest = this.#idle.shift();
      if (oldest === undefined) return undefined;
      this.#all.delete(oldest);
      void oldest.sandbox.end();
    }
    const setup = this.#options.setup(definition, this.#ordinal++);
    const warm: Warm = {
      sandbox: new Sandbox(setup, () => this.#ended(warm)),
      key: this.#keyOf(definition),
      idleSince: performance.now(),
    };
    this.#all.add(warm);
    return warm;
  }

  #drop(warm: Warm): void {
    this.#ended(warm);
    void warm.sandbox.end();
  }

  #ended(warm: Warm): void {
    if (!this.#all.delete(warm)) return;
    const index = this.#idle.indexOf(warm);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#serve();
  }

  #sweepLater(): void {
    if (this.#sweeper !== undefined) return;
    const sweep = () => {
      const before = performance.now() - this.#options.idleMsMax;
      for (const warm of this.#idle.filter(({ idleSince }) => idleSince <= before)) this.#drop(warm);
      if (this.#all.size > 0) return;
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
    };
    this.#sweeper = setInterval(sweep, Math.max(10, this.#options.idleMsMax / 4));
    this.#sweeper.unref();
  }

  /** Everything that a sandbox starts with; another value means another sandbox. */
  #keyOf(definition: FunctionDefinition): string {
    const known = this.#keys.get(definition);
    if (known !== undefined) return known;
    const key = JSON.stringify(definition);
    this.#keys.set(definition, key);
    return key;
  }
}
