// Lambda functions run for real on this machine: the room's main door.
import { randomUUID } from 'node:crypto';
import { LambdaApiError } from './api-error';
import { CodeDirectories } from './code';
import type { FunctionDefinition, Invocation, InvocationResult } from './definition';
import { environmentOf, logStreamName } from './environment';
import { InvocationLog } from './invocation-log';
import { idleMsMax, workersMax } from './limits';
import { Pool } from './pool';
import type { Answer, Sandbox, SandboxSetup } from './sandbox';

export interface LambdaRuntimeOptions {
  /** Variables of every function, e.g. `AWS_ENDPOINT_URL_DYNAMODB`; a function's own come before them. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Threads at a time; further invocations wait. @default 64 */
  readonly workersMax?: number;
  /** Milliseconds that an environment without work is kept. @default five minutes */
  readonly idleMsMax?: number;
  /** Directories where the AWS SDK is found for code that does not bring it. @default the working directory, then this package */
  readonly sdkPaths?: readonly string[];
}

/** Runs functions in worker threads that are pooled and reused like warm containers. */
export class LambdaRuntime {
  readonly #options: LambdaRuntimeOptions;
  readonly #pool: Pool;
  readonly #code = new CodeDirectories();
  #environment: Readonly<Record<string, string>>;
  #closed = false;

  constructor(options: LambdaRuntimeOptions = {}) {
    this.#options = options;
    this.#environment = options.environment ?? {};
    this.#pool = new Pool({
      workersMax: options.workersMax ?? workersMax,
      idleMsMax: options.idleMsMax ?? idleMsMax,
      setup: (definition, ordinal) => this.#setup(definition, ordinal),
    });
  }

  /** Adds variables for environments that are started from now on: endpoints are known only when their servers listen. */
  addEnvironment(variables: Readonly<Record<string, string>>): void {
    this.#environment = { ...this.#environment, ...variables };
  }

  /**
   * Invokes a function and waits for its answer. A failure of the function is an answer, whatever it does: it throws, exits,
   * runs out of time or memory.
   * @throws LambdaApiError (as a rejection) when the function cannot be run at all: a runtime other than Node.js, no code
   */
  invoke(definition: FunctionDefinition, invocation: Invocation): Promise<InvocationResult> {
    return new Promise((resolve, reject) => {
      this.#assertRunnable(definition);
      const use = (sandbox: Sandbox, release: () => void) =>
        run(sandbox, definition, invocation, (result) => {
          release();
          resolve(result);
        });
      this.#pool.acquire(definition, use, reject);
    });
  }

  /**
   * Loads a function ahead of its first invocation, in the background. What is wrong with it is told by the invocation.
   * @returns whether it can be run here
   */
  warm(definition: FunctionDefinition): boolean {
    try {
      this.#assertRunnable(definition);
      this.#pool.warm(definition);
      return true;
    } catch {
      // invoke() meets the same error and reports it to somebody who waits for it.
      return false;
    }
  }

  /** The function's code or configuration has changed: its warm environments are not used again. */
  invalidate(functionName: string): void {
    this.#pool.invalidate(functionName);
  }

  /** Ends every environment and removes unpacked code. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.close();
    this.#code.clear();
  }

  #assertRunnable({ runtime, functionName }: FunctionDefinition): void {
    if (this.#closed) throw new LambdaApiError('ServiceException', 'The Lambda runtime has been closed.');
    if (runtime === undefined || runtime.startsWith('nodejs')) return;
    throw new LambdaApiError(
      'InvalidRuntimeException',
      `${functionName} has the runtime ${runtime}, and only Node.js runs here. Mock the function, or send its invocations elsewhere.`,
    );
  }

  #setup(definition: FunctionDefinition, ordinal: number): SandboxSetup {
    const taskRoot = this.#code.of(definition);
    const stream = logStreamName(definition, new Date(), ordinal);
    return {
      definition,
      taskRoot,
      environment: environmentOf(definition, { taskRoot, logStreamName: stream, shared: this.#environment }),
      sdkPaths: this.#options.sdkPaths ?? [process.cwd(), __dirname],
    };
  }
}

function run(
  sandbox: Sandbox,
  definition: FunctionDefinition,
  invocation: Invocation,
  done: (result: InvocationResult) => void,
): void {
  const requestId = invocation.requestId ?? randomUUID();
  const version = definition.version ?? '$LATEST';
  const log = new InvocationLog(requestId, version, invocation.onLog);
  const finish = ({ payload, failed }: Answer) => {
    log.end(definition.memorySize, sandbox.takeInitMs());
    const result = { statusCode: 200 as const, payload, executedVersion: version, logs: log.text(), requestId };
    done(failed ? { ...result, functionError: 'Unhandled' } : result);
  };
  sandbox.invoke(requestId, invocation, (line) => log.add(line), finish);
}
