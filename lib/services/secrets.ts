// AWS Secrets Manager and Systems Manager Parameter Store: what the app's template, or a file, gave them.
import type { Json, JsonObject, MutableJsonObject } from '../json';
import type { Api, Operation } from './api';
import { flag, list, needed, text } from './read';
import { ServiceError } from './service-error';
import { arn, type World } from './world';

export class Secrets implements Api {
  readonly id = 'secretsmanager';
  readonly operations: { readonly [operation: string]: Operation };
  readonly #values = new Map<string, { value: string; version: string; readonly createdAt: number }>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.operations = {
      ListSecrets: () => ({ SecretList: [...this.#values.keys()].map((name) => this.#listed(name)) }),
      DescribeSecret: (request) => this.#listed(this.#named(needed(request, 'SecretId'))),
      GetSecretValue: (request) => this.#shown(this.#named(needed(request, 'SecretId'))),
      BatchGetSecretValue: (request) => ({
        SecretValues: list(request, 'SecretIdList').map((id) => this.#shown(this.#named(String(id)))),
      }),
      CreateSecret: (request) => this.#create(request),
      PutSecretValue: (request) => this.#put(request),
    };
  }

  /** Takes a secret of the app; one that is there keeps its value. */
  ensure(name: string, value: string): void {
    if (!this.#values.has(name)) this.#keep(name, value);
  }

  #create(request: JsonObject): Json {
    const name = needed(request, 'Name');
    if (!/^[\w/+=.@!-]{1,512}$/.test(name)) {
      throw new ServiceError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
        { listed: false },
      );
    }
    if (this.#values.has(name)) {
      throw new ServiceError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const { version } = this.#keep(name, text(request, 'SecretString') ?? '');
    return { ARN: this.#arn(name), Name: name, VersionId: version };
  }

  #put(request: JsonObject): Json {
    const name = this.#named(needed(request, 'SecretId'));
    const { version } = this.#keep(name, text(request, 'SecretString') ?? '');
    return { ARN: this.#arn(name), Name: name, VersionId: version, VersionStages: ['AWSCURRENT'] };
  }

  #keep(name: string, value: string) {
    const kept = { value, version: this.#world.uuid(), createdAt: this.#world.now() };
    this.#values.set(name, kept);
    return kept;
  }

  /** The last six characters of a secret's ARN are the service's. */
  #arn(name: string): string {
    return arn(this.#world, 'secretsmanager', `secret:${name}-AbCdEf`);
  }

  #named(id: string): string {
    const name = id.startsWith('arn:') ? (id.split(':').slice(6).join(':') ?? '').replace(/-\w{6}$/, '') : id;
    if (!this.#values.has(name)) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return name;
  }

  #listed(name: string): JsonObject {
    const kept = this.#values.get(name);
    return {
      ARN: this.#arn(name),
      CreatedDate: new Date(kept?.createdAt ?? 0).toISOString(),
      Name: name,
      SecretVersionsToStages: { [kept?.version ?? '']: ['AWSCURRENT'] },
    };
  }

  #shown(name: string): JsonObject {
    const kept = this.#values.get(name);
    return {
      ARN: this.#arn(name),
      CreatedDate: new Date(kept?.createdAt ?? 0).toISOString(),
      Name: name,
      SecretString: kept?.value ?? '',
      VersionId: kept?.version ?? '',
      VersionStages: ['AWSCURRENT'],
    };
  }
}

/** Systems Manager parameters, read-only. */
export class ParameterStore implements Api {
  readonly id = 'ssm';
  readonly operations: { readonly [operation: string]: Operation };
  readonly #values = new Map<string, string>();
  readonly #world: World;
  readonly #since: number;

  constructor(world: World) {
    this.#world = world;
    this.#since = world.now();
    this.operations = {
      GetParameter: (request) => ({ Parameter: this.#shown(this.#named(needed(request, 'Name'))) }),
      GetParameters: (request) => this.#several(request),
      GetParametersByPath: (request) => this.#byPath(request),
      DescribeParameters: () => ({ Parameters: [...this.#values.keys()].map((Name) => ({ Name, Type: 'String' })) }),
    };
  }

  /** Takes a parameter of the app. */
  ensure(name: string, value: string): void {
    this.#values.set(name, value);
  }

  #several(request: JsonObject): Json {
    const names = list(request, 'Names').map(String);
    return {
      InvalidParameters: names.filter((name) => !this.#values.has(name)),
      Parameters: names.filter((name) => this.#values.has(name)).map((name) => this.#shown(name)),
    };
  }

  #byPath(request: JsonObject): Json {
    const path = needed(request, 'Path').replace(/\/?$/, '/');
    const deep = flag(request, 'Recursive');
    const names = [...this.#values.keys()].filter(
      (name) => name.startsWith(path) && (deep || !name.slice(path.length).includes('/')),
    );
    return { Parameters: names.map((name) => this.#shown(name)) };
  }

  #named(id: string): string {
    const name = id.startsWith('arn:')
      ? id.slice(id.indexOf(':parameter') + ':parameter'.length)
      : id.replace(/:\d+$/, '');
    const found = [name, `/${name}`, name.replace(/^\//, '')].find((one) => this.#values.has(one));
    if (found === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
    return found;
  }

  #shown(name: string): JsonObject {
    const shown: MutableJsonObject = {
      ARN: arn(this.#world, 'ssm', `parameter/${name.replace(/^\//, '')}`),
      DataType: 'text',
      LastModifiedDate: new Date(this.#since).toISOString(),
      Name: name,
      Type: 'String',
      Value: this.#values.get(name) ?? '',
      Version: 1,
    };
    return shown;
  }
}
