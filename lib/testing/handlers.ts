// Lambda handlers in the test's own process: breakpoints hold in them, and the runner's coverage sees their TypeScript.
//
// H1  One handler runs at a time (the app's world sees to it), so that the environment is that handler's own while it runs.
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { functionFinder } from '../app';
import type { Assembly, LambdaFunction } from '../assembly';
import { type Json, own } from '../json';
import { withQueuesHere } from '../lambda';
import type { FunctionAnswer, Functions, Invocation } from '../services';
import { TestingError } from './error';
import { fixedAddress, leadTo } from './fixed-address';
import { type HandlerLoader, HandlerModules } from './handler-modules';
import { installedHandler, isInstalledTypeScript } from './installed-handler';

type Variables = { readonly [name: string]: string };

type Handler = (event: unknown, context: object, callback: (error: unknown, result?: unknown) => void) => unknown;

/** Metadata that TaskHandlers writes beside a function. */
const entryKey = 'stepwright:entry';

export class HandlersInPlace implements Functions {
  /** The world's own address, and the one that handlers are given. */
  #world: Variables = {};
  #environment: Variables = {};
  readonly #modules: HandlerModules;
  readonly #fault: (error: TestingError) => void;
  readonly #assembly: Assembly | undefined;
  readonly #find: (name: string) => LambdaFunction | undefined;
  readonly #inWorker: Functions;
  #invocations = 0;

  /**
   * @param inWorker runs functions that have neither a source nor a bundle here
   * @param fault told what is wrong with the test rather than with a handler
   */
  constructor(
    assembly: Assembly | undefined,
    inWorker: Functions,
    load: HandlerLoader | undefined,
    fault: (error: TestingError) => void,
  ) {
    this.#fault = fault;
    this.#assembly = assembly;
    this.#find = functionFinder(assembly);
    this.#modules = new HandlerModules(load);
    this.#inWorker = inWorker;
  }

  /** @param environment what leads SDK clients to the app's world */
  async use(environment: Variables): Promise<void> {
    this.#world = environment;
    this.#environment = await fixedAddress(environment);
  }

  has(functionName: string): boolean {
    return this.#find(functionName) !== undefined;
  }

  async invoke(invocation: Invocation): Promise<FunctionAnswer> {
    const definition = this.#find(invocation.functionName);
    const file = definition === undefined ? undefined : this.#fileOf(definition);
    if (definition === undefined || file === undefined) return this.#inWorker.invoke(invocation);
    const answer = { executedVersion: '$LATEST', logTail: undefined };
    const own = withQueuesHere(definition.environment, this.#environment);
    const restore = setEnvironment({ ...lambdaVariables(definition), ...this.#environment, ...own });
    leadTo(this.#world);
    try {
      const handler = await this.#handler(file, definition);
      const result = await called(handler, JSON.parse(invocation.payload), this.#context(definition, invocation));
      return { ...answer, payload: JSON.stringify(result) ?? 'null', functionError: undefined };
    } catch (error) {
      if (error instanceof TestingError) this.#fault(error);
      return { ...answer, payload: JSON.stringify(failure(error)), functionError: 'Unhandled' };
    } finally {
      restore();
    }
  }

  /** The source, or the bundle where nobody says what it was made of. */
  #fileOf(definition: LambdaFunction): string | undefined {
    const resource = this.#assembly?.resources.find(
      ({ stack, logicalId }) => stack === definition.stack && logicalId === definition.logicalId,
    );
    const entry = resource === undefined ? undefined : own(resource.metadata, entryKey);
    const source = typeof entry === 'string' ? resolve(projectRoot(), entry) : undefined;
    if (source !== undefined && existsSync(source))
      return isInstalledTypeScript(source) ? installedHandler(source, projectRoot()) : source;
    if (definition.runtime?.startsWith('nodejs') === false || !('directory' in definition.code)) return undefined;
    const bundle = join(definition.code.directory, definition.handler.slice(0, definition.handler.lastIndexOf('.')));
    return ['.js', '.cjs'].map((ending) => bundle + ending).find((file) => existsSync(file));
  }

  async #handler(file: string, { handler, environment }: LambdaFunction): Promise<Handler> {
    const name = handler.slice(handler.lastIndexOf('.') + 1);
    const loaded = (await this.#loaded(file, environment)) as {
      readonly [name: string]: unknown;
      readonly default?: unknown;
    };
    const found = loaded[name] ?? (loaded.default as { readonly [name: string]: unknown } | undefined)?.[name];
    if (typeof found === 'function') return found as Handler;
    const given = Object.keys(loaded).join(', ') || 'nothing';
    throw new TestingError(
      `the handler ${relative(process.cwd(), file)} does not export "${name}"; it exports ${given}`,
    );
  }

  async #loaded(file: string, environment: Variables): Promise<unknown> {
    try {
      return await this.#modules.load(file, environment);
    } catch (error) {
      const { code, name, message } = error as NodeJS.ErrnoException;
      if (name !== 'SyntaxError' && code !== 'ERR_UNKNOWN_FILE_EXTENSION' && code !== 'ERR_REQUIRE_ESM') throw error;
      throw new TestingError(
        `the handler ${relative(process.cwd(), file)} cannot be loaded here: ${message.split('\n')[0]}`,
        'where require() takes no TypeScript, say how: new Bench(…, { loadHandler: (file) => import(file) })',
      );
    }
  }

  #context({ name, arn, memorySize, timeout }: LambdaFunction, { functionName }: Invocation): object {
    const began = performance.now();
    const number = String(++this.#invocations).padStart(12, '0');
    return {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: functionName.startsWith('arn:') ? functionName : arn,
      memoryLimitInMB: String(memorySize),
      awsRequestId: `00000000-0000-4000-8000-${number}`,
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: '2026/01/01/[$LATEST]00000000000000000000000000000000',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, timeout * 1000 - (performance.now() - began)),
    };
  }
}

/** A handler answers by a promise or by its callback; what it returns otherwise is not its answer. */
function called(handler: Handler, event: Json, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, result?: unknown): void => {
      if (error === null || error === undefined) resolve(result);
      else reject(error);
    };
    const returned = handler(event, context, callback);
    if (typeof returned === 'object' && returned !== null && 'then' in returned) resolve(returned);
    else if (handler.length < 3) resolve(null);
  });
}

/** AWS: the shape of a failed invocation's payload. LOCAL: no frames, because paths differ from machine to machine. */
function failure(error: unknown): Json {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: [`${error.name}: ${error.message}`] };
}

function lambdaVariables({ name, arn, memorySize, handler }: LambdaFunction): { readonly [name: string]: string } {
  const region = arn.split(':')[3] || 'us-east-1';
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_ACCESS_KEY_ID: 'ASIALOCALSTEPWRIGHT0',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    _HANDLER: handler,
  };
}

/** Sets variables and gives what takes them back. */
function setEnvironment(variables: { readonly [name: string]: string }): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** Entries are written relative to the nearest folder with a package.json. */
function projectRoot(): string {
  for (let at = process.cwd(); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === dirname(at)) return process.cwd();
  }
}
