// REST APIs that are made through API Gateway's own API: resources, methods and integrations with functions.
import { isObject, type Json, type JsonObject } from '../../json';
import { needed, object, text } from '../read';
import { ServiceError } from '../service-error';
import type { World } from '../world';
import type { ApiRoute } from './route';

interface Resource {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly path: string;
  readonly pathPart: string;
  readonly methods: Map<string, JsonObject>;
  readonly integrations: Map<string, JsonObject>;
}

interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly resources: Map<string, Resource>;
}

export class RestApis {
  readonly #apis = new Map<string, RestApi>();
  readonly #given = new Map<string, readonly ApiRoute[]>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes an API of the app's template. */
  ensure(apiId: string, routes: readonly ApiRoute[]): void {
    this.#given.set(apiId, routes);
  }

  /** The routes of an API, or undefined if there is none of that id. */
  routes(apiId: string): readonly ApiRoute[] | undefined {
    const api = this.#apis.get(apiId);
    return api === undefined ? this.#given.get(apiId) : [...api.resources.values()].flatMap(routesOf);
  }

  /** One request of the management API. @throws ServiceError */
  answer(method: string, path: string, body: JsonObject): Json {
    const [, apiId, kind, id, , verb, part] = path.split('/').filter(Boolean);
    if (apiId === undefined)
      return method === 'POST' ? this.#create(body) : { item: [...this.#apis.values()].map(shownApi) };
    const api = this.#apis.get(apiId);
    if (api === undefined)
      throw new ServiceError('NotFoundException', `Invalid API identifier specified ${this.#world.account}:${apiId}`, {
        status: 404,
      });
    if (kind === undefined) return this.#one(method, api);
    if (kind === 'deployments') return { id: this.#id(), createdDate: Math.floor(this.#world.now() / 1000) };
    if (kind !== 'resources') throw notHere(`${method} ${path}`);
    if (id === undefined) return { item: [...api.resources.values()].map(shownResource) };
    const resource = api.resources.get(id);
    if (resource === undefined)
      throw new ServiceError('NotFoundException', 'Invalid Resource identifier specified', { status: 404 });
    if (verb === undefined) return method === 'POST' ? this.#addResource(api, resource, body) : shownResource(resource);
    if (method !== 'PUT') throw notHere(`${method} ${path}`);
    if (part === undefined) resource.methods.set(verb, { httpMethod: verb, ...body });
    else if (part === 'integration' && !path.includes('/integration/responses')) resource.integrations.set(verb, body);
    return { ...body, httpMethod: verb };
  }

  #create(body: JsonObject): Json {
    const root: Resource = {
      id: this.#id(),
      parentId: undefined,
      path: '/',
      pathPart: '',
      methods: new Map(),
      integrations: new Map(),
    };
    const api = { id: this.#id(), name: needed(body, 'name'), resources: new Map([[root.id, root]]) };
    this.#apis.set(api.id, api);
    return { ...shownApi(api), rootResourceId: root.id, createdDate: Math.floor(this.#world.now() / 1000) };
  }

  #one(method: string, api: RestApi): Json {
    if (method === 'DELETE') this.#apis.delete(api.id);
    return shownApi(api);
  }

  #addResource(api: RestApi, parent: Resource, body: JsonObject): Json {
    const pathPart = needed(body, 'pathPart');
    const path = `${parent.path.replace(/\/$/, '')}/${pathPart}`;
    const resource: Resource = {
      id: this.#id(),
      parentId: parent.id,
      path,
      pathPart,
      methods: new Map(),
      integrations: new Map(),
    };
    api.resources.set(resource.id, resource);
    return shownResource(resource);
  }

  /** Ids of APIs and resources are short and small. */
  #id(): string {
    return this.#world.uuid().replaceAll('-', '').slice(-10);
  }
}

function routesOf(resource: Resource): ApiRoute[] {
  return [...resource.integrations].flatMap(([method, integration]) => {
    const [, functionName] = /functions\/(arn:[^/]+)\/invocations/.exec(text(integration, 'uri') ?? '') ?? [];
    if (functionName === undefined) return [];
    const template = text(object(integration, 'requestTemplates'), 'application/json');
    const proxy = text(integration, 'type') === 'AWS_PROXY';
    return [
      {
        method,
        path: resource.path,
        functionName,
        integration: proxy ? 'AWS_PROXY' : 'AWS',
        ...(template === undefined ? {} : { template }),
      } satisfies ApiRoute,
    ];
  });
}

function shownApi(api: RestApi): JsonObject {
  return { id: api.id, name: api.name };
}

function shownResource(resource: Resource): Json {
  const { id, parentId, path, pathPart } = resource;
  return parentId === undefined ? { id, path } : { id, parentId, path, pathPart };
}

function notHere(what: string): ServiceError {
  return new ServiceError('NotFoundException', `API Gateway here has no ${what}`, { status: 404 });
}

/** The body of a management request. */
export function bodyObject(body: Buffer): JsonObject {
  const parsed: Json = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  return isObject(parsed) ? parsed : {};
}
