// The services file: how the services of one world behave, told in JSON. Buckets in a folder, how simulated jobs end and who
// does their work, who answers which service, where requests are passed on to.
import { resolve } from 'node:path';
import { findIntegration, integrations, sdkService } from '../integrations';
import { isObject, type Json, type JsonObject, own } from '../json';
import type { AnsweredBy } from './answerer';
import { commandWork } from './jobs/command';
import type { JobBehaviour } from './jobs/job';
import { durationMs } from './mock/reply';
import type { PassThroughOptions } from './pass-through/pass-through';

/** What the file says, as `createServices` takes it. */
export interface ServiceSettings {
  readonly s3Directory?: string;
  readonly jobs?: { readonly [name: string]: JobBehaviour };
  /** By state or by service. */
  readonly chosen?: { readonly [name: string]: AnsweredBy };
  /** Names in the file that are no service and no action: states of the machines that it is for. */
  readonly states: readonly string[];
  readonly passThrough?: Pick<PassThroughOptions, 'endpoint' | 'endpoints'>;
  /** A job is done by a command, which is told where the services of this world are. */
  readonly commands: boolean;
}

/** Something wrong in the file. */
export interface ServiceSettingsFault {
  /** JSON pointer. */
  readonly at: string;
  readonly message: string;
}

export class ServiceSettingsError extends Error {
  readonly faults: readonly ServiceSettingsFault[];
  constructor(source: string, faults: readonly ServiceSettingsFault[]) {
    super(
      `${source} is no services file:\n${faults.map((fault) => `  ${fault.at || '/'}: ${fault.message}`).join('\n')}`,
    );
    this.name = 'ServiceSettingsError';
    this.faults = faults;
  }
}

export interface SettingsContext {
  /** The file's name, for messages. */
  readonly source: string;
  /** Folder that paths of the file are relative to, and in which commands run. */
  readonly directory: string;
  /** Variables that lead a command's SDK clients to the services; asked for when a command runs. */
  readonly environment: () => { readonly [name: string]: string };
}

const members = ['buckets', 'jobs', 'answeredBy', 'endpoint', 'endpoints'];
const behaviourMembers = ['duration', 'result', 'fails', 'command'];
const answerers = ['embedded', 'simulated', 'pass-through'];

/** @throws ServiceSettingsError naming every fault */
export function serviceSettings(file: Json, context: SettingsContext): ServiceSettings {
  const reader = new Reader(context);
  const settings = reader.settings(file);
  if (reader.faults.length > 0) throw new ServiceSettingsError(context.source, reader.faults);
  return settings;
}

class Reader {
  readonly faults: ServiceSettingsFault[] = [];
  readonly #context: SettingsContext;
  #commands = false;

  constructor(context: SettingsContext) {
    this.#context = context;
  }

  settings(file: Json): ServiceSettings {
    if (!isObject(file)) {
      this.#fault('', 'must be an object');
      return { commands: false, states: [] };
    }
    this.#known(file, members, '');
    const buckets = this.#text(file, 'buckets', '');
    const endpoint = this.#text(file, 'endpoint', '');
    const endpoints = this.#map(file, 'endpoints', (value, at) => this.#url(value, at));
    if (endpoint !== undefined) this.#url(endpoint, '/endpoint');
    const jobs = this.#map(file, 'jobs', (value, at) => this.#behaviour(value, at));
    const chosen = this.#map(file, 'answeredBy', (value, at) => this.#answerer(value, at));
    return {
      ...(buckets === undefined ? {} : { s3Directory: resolve(this.#context.directory, buckets) }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(chosen === undefined ? {} : { chosen }),
      ...(endpoint === undefined && endpoints === undefined
        ? {}
        : { passThrough: { ...(endpoint && { endpoint }), ...(endpoints && { endpoints }) } }),
      commands: this.#commands,
      states: [
        ...Object.keys(jobs ?? {}).filter((name) => !isAction(name)),
        ...Object.keys(chosen ?? {}).filter((name) => !isService(name)),
      ],
    };
  }

  #behaviour(value: Json, at: string): JobBehaviour {
    if (!isObject(value)) {
      this.#fault(at, 'must be an object');
      return {};
    }
    this.#known(value, behaviourMembers, at);
    const fails = this.#text(value, 'fails', at);
    const command = this.#text(value, 'command', at);
    const result = own(value, 'result');
    if (result !== undefined && !isObject(result)) this.#fault(`${at}/result`, 'must be an object');
    const { directory, environment } = this.#context;
    this.#commands ||= command !== undefined;
    return {
      ...this.#duration(own(value, 'duration'), `${at}/duration`),
      ...(isObject(result as Json) ? { result: result as JsonObject } : {}),
      ...(fails === undefined ? {} : { fails }),
      ...(command === undefined ? {} : { work: commandWork(command, directory, environment) }),
    };
  }

  #duration(value: Json | undefined, at: string): Pick<JobBehaviour, 'duration'> {
    if (value === undefined) return {};
    try {
      return { duration: durationMs(String(value)) };
    } catch (error) {
      this.#fault(at, error instanceof Error ? error.message : String(error));
      return {};
    }
  }

  #answerer(value: Json, at: string): AnsweredBy {
    if (!answerers.includes(String(value))) this.#fault(at, `must be one of ${answerers.join(', ')}`);
    return value as AnsweredBy;
  }

  #url(value: Json, at: string): string {
    if (typeof value !== 'string' || !URL.canParse(value)) this.#fault(at, 'must be a URL');
    return String(value);
  }

  #map<T>(
    file: JsonObject,
    name: string,
    read: (value: Json, at: string) => T,
  ): { readonly [key: string]: T } | undefined {
    const value = own(file, name);
    if (value === undefined) return undefined;
    if (!isObject(value)) {
      this.#fault(`/${name}`, 'must be an object');
      return undefined;
    }
    return Object.fromEntries(Object.keys(value).map((key) => [key, read(value[key] as Json, `/${name}/${key}`)]));
  }

  #text(of: JsonObject, name: string, at: string): string | undefined {
    const value = own(of, name);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    this.#fault(`${at}/${name}`, 'must be a text');
    return undefined;
  }

  #known(of: JsonObject, names: readonly string[], at: string): void {
    for (const name of Object.keys(of))
      if (!names.includes(name)) this.#fault(`${at}/${name}`, `is not known; there are ${names.join(', ')}`);
  }

  #fault(at: string, message: string): void {
    this.faults.push({ at, message });
  }
}

function isService(name: string): boolean {
  const id = name.replace('aws-sdk:', '');
  return sdkService(id) !== undefined || integrations.some((row) => row.service === id);
}

/** `glue:startJobRun`, `sagemakerruntime:invokeEndpoint`: with or without `aws-sdk:`, as both reach the same job. */
function isAction(name: string): boolean {
  const optimized = findIntegration(`arn:aws:states:::${name}`).found;
  return optimized === 'optimized' || findIntegration(`arn:aws:states:::aws-sdk:${name}`).found === 'aws-sdk';
}
