// One execution environment: a worker thread with a loaded handler that answers one invocation at a time.
//
// S1  An invocation is answered once: by the handler, by its timeout, or by the end of the thread.
// S2  A sandbox that timed out, crashed or failed to load is never used again.
// S3  A thread without an invocation does not keep the process alive.
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { FunctionDefinition, Invocation } from './definition';
import { exited, outOfMemory, responseTooLarge, timedOut } from './failures';
import { initSecondsMax, responseBytesMax } from './limits';

export interface SandboxSetup {
  readonly definition: FunctionDefinition;
  readonly taskRoot: string;
  readonly environment: Record<string, string>;
  readonly sdkPaths: readonly string[];
}

export interface Answer {
  readonly payload: string;
  readonly failed: boolean;
}

type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly payload: string }
  | { readonly kind: 'log'; readonly line: string }
  /** `last`: the thread gives itself up after this answer. */
  | ({ readonly kind: 'answer'; readonly last?: true } & Answer);

interface Pending {
  readonly requestId: string;
  readonly invocation: Invocation;
  readonly log: (line: string) => void;
  readonly answer: (answer: Answer) => void;
  timer: NodeJS.Timeout | undefined;
}

export class Sandbox {
  readonly definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #started = performance.now();
  /** Lines printed while nobody listened: during the init phase, or after an answer. They go to the next invocation. */
  #early: string[] = [];
  #pending: Pending | undefined;
  #ready = false;
  #alive = true;
  #outOfMemory = false;
  #initMs: number | undefined;
  readonly #onEnd: () => void;

  constructor({ definition, taskRoot, environment, sdkPaths }: SandboxSetup, onEnd: () => void) {
    this.definition = definition;
    this.#onEnd = onEnd;
    const { NODE_OPTIONS: nodeOptions, ...variables } = environment;
    const layerPaths = (definition.layers ?? []).map((layer) => join(layer, 'nodejs'));
    this.#worker = new Worker(join(__dirname, 'worker.cjs'), {
      workerData: {
        taskRoot,
        handler: definition.handler,
        logFormat: definition.logFormat ?? 'Text',
        nodeOptions,
        sdkPaths,
        layerPaths,
      },
      env: variables,
      // The tool's own flags (a TypeScript loader, an inspector) are not the function's.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: definition.memorySize, maxYoungGenerationSizeMb: 32 },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: Message) => this.#receive(message));
    this.#worker.on('error', (error: Error & { code?: string }) => {
      this.#outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    });
    this.#worker.on('exit', (code) => this.#exit(code));
  }

  get alive(): boolean {
    return this.#alive;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  /** Milliseconds of the init phase; given to the first invocation only. */
  takeInitMs(): number | undefined {
    const initMs = this.#initMs;
    this.#initMs = undefined;
    return initMs;
  }

  /** Runs one invocation. The sandbox must be alive and not busy. */
  invoke(
    requestId: string,
    invocation: Invocation,
    log: (line: string) => void,
    answer: (answer: Answer) => void,
  ): void {
    this.#pending = { requestId, invocation, log, answer, timer: undefined };
    this.#worker.ref();
    for (const line of this.#early.splice(0)) log(line);
    if (this.#ready) this.#start(this.#pending);
    else
      this.#pending.timer = setTimeout(() => this.#timeOut(), (initSecondsMax + this.definition.timeoutSeconds) * 1000);
  }

  /** Ends the thread. An invocation under way is answered as if the runtime had been killed. */
  async end(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #start(pending: Pending): void {
    const { invocation, requestId } = pending;
    const { timeoutSeconds, functionArn } = this.definition;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => this.#timeOut(), timeoutSeconds * 1000);
    this.#worker.postMessage({
      id: requestId,
      payload: invocation.payload === '' ? '{}' : invocation.payload,
      functionArn: invocation.invokedFunctionArn ?? functionArn,
      remainingMs: timeoutSeconds * 1000,
      clientContext: invocation.clientContext,
      traceId: invocation.traceId,
    });
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'log':
        if (this.#pending === undefined) this.#early.push(message.line);
        else this.#pending.log(message.line);
        return;
      case 'ready':
        this.#ready = true;
        this.#initMs = performance.now() - this.#started;
        if (this.#pending !== undefined) this.#start(this.#pending);
        return;
      case 'initFailed':
        this.#discard();
        this.#answer({ payload: message.payload, failed: true });
        return;
      case 'answer':
        if (message.last === true) this.#discard();
        this.#answer(withinSize(message));
    }
  }

  #timeOut(): void {
    if (this.#pending === undefined) return;
    const { requestId, log } = this.#pending;
    const { timeoutSeconds } = this.definition;
    log(`${new Date().toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
    this.#discard();
    this.#answer({ payload: timedOut(requestId, timeoutSeconds), failed: true });
  }

  #exit(code: number): void {
    this.#alive = false;
    if (this.#pending !== undefined) {
      const { requestId } = this.#pending;
      this.#answer({ payload: this.#outOfMemory ? outOfMemory(requestId) : exited(requestId, code), failed: true });
    }
    this.#onEnd();
  }

  #answer(answer: Answer): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    clearTimeout(pending.timer);
    this.#pending = undefined;
    this.#worker.unref();
    pending.answer(answer);
  }

  #discard(): void {
    this.#alive = false;
    // Its end is reported by 'exit'; a thread that is being ended has nothing more to say.
    void this.#worker.terminate();
  }
}

function withinSize(answer: Answer): Answer {
  // A UTF-16 unit takes at most three bytes, so only long texts need counting.
  if (answer.payload.length * 3 <= responseBytesMax) return answer;
  const bytes = Buffer.byteLength(answer.payload, 'utf8');
  return bytes <= responseBytesMax ? answer : { payload: responseTooLarge(bytes), failed: true };
}
