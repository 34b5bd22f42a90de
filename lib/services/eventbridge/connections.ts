// EventBridge connections: what requests of HTTP tasks are authenticated with. An app brings them, or calls make them.
import type { Json, JsonObject } from '../../json';
import type { Operation } from '../api';
import { type Connection, connectionOf } from '../http/connection';
import { needed, object, text } from '../read';
import { ServiceError } from '../service-error';
import { arn, type World } from '../world';

interface Kept {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  authorizationType: string;
  connection: Connection;
}

const types = ['BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY'];

export class Connections {
  readonly operations: { readonly [operation: string]: Operation };
  readonly #kept = new Map<string, Kept>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.operations = {
      CreateConnection: (request) => this.#create(request),
      UpdateConnection: (request) => this.#update(request),
      DeleteConnection: (request) => this.#delete(request),
      DescribeConnection: (request) => this.#described(this.#named(request)),
      ListConnections: () => ({ Connections: [...this.#kept.values()].map((kept) => this.#described(kept)) }),
    };
  }

  /** Makes sure that a connection of that name is there. */
  ensure(name: string, connection: Connection): void {
    const now = this.#world.now();
    const connectionArn = arn(this.#world, 'events', `connection/${name}/${this.#world.uuid()}`);
    const { type } = connection.authorization;
    this.#kept.set(name, {
      name,
      arn: connectionArn,
      createdAt: now,
      modifiedAt: now,
      authorizationType: type,
      connection,
    });
  }

  /** @param connectionArn `arn:…:connection/<name>/<uuid>`, or a name */
  find(connectionArn: string): Connection | undefined {
    return this.#kept.get(connectionArn.split('/')[1] ?? connectionArn)?.connection;
  }

  #create(request: JsonObject): Json {
    const name = needed(request, 'Name');
    if (this.#kept.has(name))
      throw new ServiceError('ResourceAlreadyExistsException', `Connection ${name} already exists.`);
    this.ensure(name, connectionOf(typeOf(request), object(request, 'AuthParameters')));
    return this.#state(this.#named(request));
  }

  #update(request: JsonObject): Json {
    const kept = this.#named(request);
    kept.authorizationType = text(request, 'AuthorizationType') ?? kept.authorizationType;
    kept.connection = connectionOf(kept.authorizationType, object(request, 'AuthParameters'));
    kept.modifiedAt = this.#world.now();
    return this.#state(kept);
  }

  #delete(request: JsonObject): Json {
    const kept = this.#named(request);
    this.#kept.delete(kept.name);
    return { ...this.#state(kept), ConnectionState: 'DELETING' };
  }

  #named(request: JsonObject): Kept {
    const name = needed(request, 'Name');
    const kept = this.#kept.get(name);
    if (kept === undefined)
      throw new ServiceError(
        'ResourceNotFoundException',
        `Failed to describe the connection(s). Connection '${name}' does not exist.`,
      );
    return kept;
  }

  #state({ arn: ConnectionArn, createdAt, modifiedAt }: Kept): JsonObject {
    return {
      ConnectionArn,
      ConnectionState: 'AUTHORIZED',
      CreationTime: Math.floor(createdAt / 1000),
      LastModifiedTime: Math.floor(modifiedAt / 1000),
    };
  }

  /** AWS: what is secret is not shown again. */
  #described(kept: Kept): JsonObject {
    return { ...this.#state(kept), Name: kept.name, AuthorizationType: kept.authorizationType };
  }
}

function typeOf(request: JsonObject): string {
  const type = needed(request, 'AuthorizationType');
  if (types.includes(type)) return type;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${type}' at 'authorizationType' failed to satisfy constraint: Member must satisfy enum value set: [${types.join(', ')}]`,
    { listed: false },
  );
}
