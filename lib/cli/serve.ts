// serve: the whole service on one port, until it is told to stop.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { adoptApp } from '../app';
import type { Assembly } from '../assembly';
import { systemHost } from '../local';
import { createStack, endpointVariables, type ServiceEndpoints, type Stack, type StackOptions } from '../server';
import { MockConfig, MockConfigError } from '../services';
import { lmdbStore, memoryStore, type Store, StoreError } from '../store';
import type { AppOptions } from './app';
import { type Command, command, type Values } from './command';
import { CommandError } from './errors';
import { type ExitCode, exit } from './exit';
import { existingFolder, readJsonFile } from './files';
import { serviceOptions } from './service-options';
import { servicesOf } from './services-file';
import { loadAssembly } from './subject';
import type { Terminal } from './terminal';

const options = {
  port: { type: 'string', short: 'p', value: 'number', summary: 'port; default 8083, 0 takes a free one' },
  address: { type: 'string', value: 'ip', summary: 'address to listen on; default 127.0.0.1, others need --token' },
  token: { type: 'string', value: 'text', summary: 'ask every request for this token' },
  host: { type: 'string', value: 'name', multiple: true, summary: 'a name by which the server may be called' },
  origin: { type: 'string', value: 'url', multiple: true, summary: 'an origin whose pages may call the server' },
  data: { type: 'string', value: 'dir', summary: 'keep everything there; default .stepwright/data' },
  memory: { type: 'boolean', summary: 'keep nothing: everything ends with the process' },
  s3: { type: 'string', value: 'dir', summary: 'its folders are the S3 buckets; default: in memory' },
  account: { type: 'string', value: 'id', summary: 'account in ARNs; default 123456789012' },
  region: { type: 'string', value: 'name', summary: 'region in ARNs; default AWS_REGION or us-east-1' },
  mock: { type: 'string', value: 'file', summary: 'a MockConfigFile.json; default SFN_MOCK_CONFIG' },
  ...serviceOptions,
  'lambda-endpoint': { type: 'string', value: 'url', summary: 'send invocations there (SAM, LocalStack, AWS)' },
  'at-least-once': {
    type: 'string',
    value: 'seed',
    summary: 'carry out tasks of asynchronous Express executions twice, by chance',
  },
  throttle: { type: 'boolean', summary: "answer ThrottlingException beyond AWS's token buckets" },
  seed: { type: 'string', value: 'number', summary: 'seed of everything random, alias routing included' },
  'log-level': { type: 'string', value: 'level', summary: 'trace, debug, info, warn, error; default warn' },
} as const;

type ServeOptions = Values<typeof options> & AppOptions;

export const serve: Command<typeof options> = command({
  usage: '',
  operandsMax: 0,
  examples: [
    'serve',
    'serve --port 8083 --data ./state',
    'serve --memory --app "npx tsx bin/app.ts"',
    'serve --mock MockConfigFile.json',
  ],
  options,
  async run({ options: values, terminal }): Promise<ExitCode> {
    const assembly =
      values.app === undefined && values.assembly === undefined ? undefined : await loadAssembly(values, terminal);
    if (process.env.WAIT_TIME_SCALE !== undefined) terminal.note('WAIT_TIME_SCALE is not read: waits take their time.');
    const stack = await start(values, assembly);
    if (assembly !== undefined) await adoptApp(assembly, { ...stack, functions: stack.functions.registry });
    terminal.result(`Step Functions on ${stack.url}`);
    for (const machine of assembly?.machines ?? []) terminal.note(`  ${machine.arn}`);
    const code = await untilStopped(stack.failed, terminal);
    await stack.close();
    return code;
  },
});

interface Started extends Stack {
  /** Settles when the store has refused a write. */
  readonly failed: Promise<void>;
}

async function start(values: ServeOptions, assembly: Assembly | undefined): Promise<Started> {
  const directory = values.memory ? undefined : (values.data ?? join('.stepwright', 'data'));
  let fail: () => void = () => {};
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const store = openStore(directory);
  try {
    // Known as soon as the server listens; no job starts before.
    let url = '';
    const services = answering(values, () => ({ AWS_ENDPOINT_URL: url }));
    const given = { ...stackOptions(values, directory, assembly), ...services };
    const stack = await createStack({ ...given, store, onFatal: () => fail() });
    url = stack.url;
    return { ...stack, failed };
  } catch (error) {
    await store.close();
    throw bindingError(error);
  }
}

function stackOptions(
  values: ServeOptions,
  directory: string | undefined,
  assembly: Assembly | undefined,
): Omit<StackOptions, 'store'> {
  const { env } = process;
  // An app's ARNs are those of the account and region it was synthesized for.
  const [, , , region, account] = assembly?.machines[0]?.arn.split(':') ?? [];
  const seed = values.seed === undefined ? {} : { seed: integer(values.seed, '--seed') };
  return {
    host: systemHost(seed),
    journal: directory !== undefined,
    ...(directory === undefined
      ? {}
      : { codeDirectory: codeDirectory(directory), logFile: join(directory, 'logs.jsonl') }),
    port: portOf(values),
    ...(values.address === undefined ? {} : { address: values.address }),
    hosts: values.host,
    origins: values.origin,
    token: values.token,
    throttle: values.throttle,
    ...(values['at-least-once'] === undefined
      ? {}
      : { atLeastOnce: integer(values['at-least-once'], '--at-least-once') }),
    account: values.account ?? account ?? env.AWS_ACCOUNT_ID ?? '123456789012',
    region: values.region ?? region ?? env.AWS_DEFAULT_REGION ?? env.AWS_REGION ?? 'us-east-1',
    mockConfig: mockConfig(values.mock ?? env.SFN_MOCK_CONFIG),
    ...lambdaEndpoint(values['lambda-endpoint'] ?? env.LAMBDA_ENDPOINT),
    // The address alone goes to standard output.
    logger: pino({ level: values['log-level'] ?? 'warn' }, pino.destination(2)),
  };
}

function portOf({ port }: ServeOptions): number {
  return port === undefined ? 8083 : integer(port, '--port');
}

/** What --services, --endpoint and --aws say, and Step Functions Local's variables where they say nothing. */
function answering(
  values: ServeOptions,
  environment: () => { readonly [name: string]: string },
): Pick<StackOptions, 'services' | 'jobs' | 'passThrough'> {
  const { settings: settingsFor, endpoint, allowAws = false } = servicesOf(values) ?? {};
  const { s3Directory: buckets, jobs, chosen, passThrough } = settingsFor?.(environment) ?? {};
  const variables = serviceEndpoints(portOf(values));
  const s3Directory = values.s3 === undefined ? buckets : existingFolder(values.s3);
  const endpoints = { ...variables?.endpoints, ...passThrough?.endpoints };
  const passedOn = { ...passThrough, ...(endpoint !== undefined && { endpoint }), endpoints, allowAws };
  const passes = allowAws || passedOn.endpoint !== undefined || Object.keys(endpoints).length > 0;
  return {
    services: { ...(s3Directory !== undefined && { s3Directory }), chosen: { ...variables?.chosen, ...chosen } },
    ...(jobs !== undefined && { jobs }),
    ...(passes && { passThrough: passedOn }),
  };
}

function openStore(directory: string | undefined): Store {
  if (directory === undefined) return memoryStore();
  try {
    return lmdbStore(directory);
  } catch (error) {
    if (error instanceof StoreError) throw new CommandError('CLI501', error.message);
    throw error;
  }
}

function codeDirectory(directory: string): string {
  const path = join(directory, 'functions');
  mkdirSync(path, { recursive: true });
  return path;
}

function mockConfig(file: string | undefined): MockConfig | undefined {
  if (file === undefined || file === '') return undefined;
  try {
    return new MockConfig(readJsonFile(file, 'CLI105'), file);
  } catch (error) {
    if (error instanceof MockConfigError) throw new CommandError('CLI105', error.message);
    throw error;
  }
}

/** Step Functions Local's variable and ours: functions are somewhere else. */
function lambdaEndpoint(url: string | undefined): Pick<StackOptions, 'lambdaEndpoint'> {
  return url === undefined || url === '' ? {} : { lambdaEndpoint: url };
}

function serviceEndpoints(port: number): ServiceEndpoints | undefined {
  try {
    return endpointVariables(process.env, port);
  } catch (error) {
    throw new CommandError('CLI102', (error as Error).message);
  }
}

function integer(text: string, option: string): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new CommandError('CLI102', `${option} takes a whole number, got "${text}"`);
}

function bindingError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new CommandError('CLI502', 'the port is taken', { hint: 'choose another with --port, or --port 0' });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || message.startsWith('Listening on')) {
    return new CommandError('CLI502', message);
  }
  return error;
}

/** SIGINT and SIGTERM stop gracefully; a second one at once. */
function untilStopped(failed: Promise<void>, terminal: Terminal): Promise<ExitCode> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(exit.interrupted);
      asked = true;
      resolve(exit.ok);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    failed.then(() => {
      terminal.error('The store refused a write; stopped. Everything acknowledged before is kept.');
      resolve(exit.failed);
    });
  });
}
