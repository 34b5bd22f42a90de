// A whole local cloud on one port: state machines, functions and embedded services that know each other.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../json';
import { LambdaRuntime } from '../lambda';
import {
  ApiError,
  executionsPort,
  type Host,
  type Local,
  partitionOf,
  type StoredFunctions,
  storedFunctions,
} from '../local';
import {
  createServices,
  type HttpTasksOptions,
  type MockConfig,
  mapData,
  PassThrough,
  type PassThroughOptions,
  runtimeFunctions,
  type Services,
  type ServicesOptions,
  SimulatedJobs,
  type SimulatedJobsOptions,
  type World,
} from '../services';
import type { Store } from '../store';
import { lambdaApi } from './lambda-api';
import { openLogFile } from './log-file';
import { isOperation, perform } from './operations';
import { remoteFunctions } from './remote-functions';
import { createServer, type Server, type ServerOptions } from './server';
import { servicesApi } from './services-api';
import { TestCases } from './test-cases';

export interface StackOptions
  extends Omit<ServerOptions, 'performer' | 'apis' | 'mapRunData' | 'testCase' | 'onStatus' | 'onListening'> {
  readonly store: Store;
  /** Where uploaded code lies; kept with a data directory. @default a temporary directory */
  readonly codeDirectory?: string;
  /** MockConfigFile.json of Step Functions Local; `#TestCase` behind a state machine's ARN chooses one of its cases. */
  readonly mockConfig?: MockConfig | undefined;
  readonly services?: Pick<ServicesOptions, 'chosen' | 'resources' | 's3Directory'>;
  /** How long simulated jobs take, and how they end. */
  readonly jobs?: SimulatedJobsOptions['jobs'];
  /** Connections of HTTP Tasks. */
  readonly http?: HttpTasksOptions;
  /** Where execution logs are written, and read back from. @default in memory only */
  readonly logFile?: string;
  /** Where functions are, if not here: invocations are sent there. */
  readonly lambdaEndpoint?: string;
  /** Services that are somewhere else: LocalStack, AWS. @default nowhere */
  readonly passThrough?: PassThroughOptions;
}

export interface Stack extends Server {
  readonly functions: StoredFunctions;
  readonly services: Services;
}

/** @throws as createServer */
export async function createStack(options: StackOptions): Promise<Stack> {
  const { host, store, account = '123456789012', region = 'us-east-1', mockConfig } = options;
  const temporary = options.codeDirectory === undefined ? mkdtempSync(join(tmpdir(), 'stepwright-')) : undefined;
  const logFile = options.logFile === undefined ? undefined : openLogFile(options.logFile);
  // Known as soon as the server listens, and asked for by nobody before.
  let local: Local;
  let servedAt: string | undefined;
  const runtime = new LambdaRuntime();
  const functions = storedFunctions(store, runtime, {
    codeDirectory: options.codeDirectory ?? (temporary as string),
    account,
    region,
    now: () => host.now(),
  });
  const world = worldOf(host, account, region, () => local);
  const cases = new TestCases(
    mockConfig,
    world,
    (executionArn) => local.driver.find(executionArn)?.mapRun?.parentArn ?? executionArn,
  );
  const elsewhere = options.lambdaEndpoint === undefined ? undefined : remoteFunctions(options.lambdaEndpoint);
  const runnable = elsewhere?.functions ?? runtimeFunctions({ runtime, find: (name) => definitionOf(functions, name) });
  const services = createServices({
    ...options.services,
    url: () => servedAt,
    world,
    functions: runnable,
    executions: executionsPort(
      () => local,
      (operation, request) => {
        if (!isOperation(operation)) throw new ApiError('ValidationException', `There is no operation ${operation}`);
        return perform(operation, request, { local, gone: () => {} });
      },
    ),
    ...(options.http === undefined ? {} : { http: options.http }),
    before: [cases],
    after: [
      new SimulatedJobs(world, options.jobs === undefined ? {} : { jobs: options.jobs }),
      ...(options.passThrough === undefined ? [] : [new PassThrough(world, options.passThrough)]),
    ],
  });
  const server = await createServer({
    ...options,
    account,
    region,
    performer: () => services.performer,
    mapRunData: () => mapData(services.objects),
    testCase: (executionArn, machine, name, definition) => cases.choose(executionArn, machine, name, definition),
    onStatus: (event) => services.emit(event as unknown as { readonly [member: string]: Json }),
    ...(logFile === undefined ? {} : { logSink: (record) => logFile.write(record) }),
    onListening(url, made) {
      servedAt = url;
      local = made;
      for (const record of logFile?.records ?? []) made.logGroups.replay(record);
      runtime.addEnvironment({ AWS_ENDPOINT_URL: url });
    },
    apis: () => [
      lambdaApi({
        functions,
        runtime,
        forward: elsewhere?.forward,
        onFault: (error) => options.logger?.error({ err: error }, 'an invocation failed'),
      }),
      servicesApi(services),
    ],
  });
  return {
    ...server,
    functions,
    services,
    async close() {
      await server.close();
      await services.close();
      await runtime.close();
      await logFile?.close();
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  };
}

function definitionOf(functions: StoredFunctions, name: string) {
  try {
    return functions.registry.resolve(name).definition;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function worldOf(host: Host, account: string, region: string, local: () => Local): World {
  return {
    now: () => host.now(),
    uuid: () => host.uuid(),
    after(ms, callback) {
      const { driver } = local();
      const timer = driver.timer(host.now() + ms, callback);
      return () => driver.cancelTimer(timer);
    },
    busy: () => () => {},
    partition: partitionOf(region),
    account,
    region,
  };
}
