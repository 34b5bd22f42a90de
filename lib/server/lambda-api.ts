// The Lambda API subset: REST JSON below /2015-03-31/functions. A route is a method and a path pattern; what it does is one
// call of the registry.
import type { IncomingMessage } from 'node:http';
import { isObject, type Json, type JsonObject } from '../json';
import {
  type AliasSettings,
  type FunctionRegistry,
  type FunctionSettings,
  LambdaApiError,
  type LambdaRuntime,
} from '../lambda';
import type { StoredFunctions } from '../local';
import type { Api } from './http';
import type { Reply } from './protocol';

/** AWS: the largest request of CreateFunction, a zip of 50 MB in base64. */
const codeRequestBytesMax = 70_167_211;
/** AWS: 6 MB for a synchronous invocation, and what UTF-8 text of it may take. */
const invokeRequestBytesMax = 6_291_556;
const root = '/2015-03-31/functions';

export interface LambdaApiOptions {
  readonly functions: StoredFunctions;
  readonly runtime: LambdaRuntime;
  /** Sends invocations elsewhere, e.g. to SAM. */
  readonly forward?: ((path: string, request: IncomingMessage, body: Buffer) => Promise<Reply>) | undefined;
  /** An asynchronous invocation has failed inside the server. */
  readonly onFault: (error: unknown) => void;
}

interface Call {
  readonly registry: FunctionRegistry;
  readonly options: LambdaApiOptions;
  /** Captured parts of the path, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  readonly run: (call: Call) => Json | undefined | Reply | Promise<Reply>;
}

export function lambdaApi(options: LambdaApiOptions): Api {
  return {
    bodyMax: ({ url = '' }) => (url.includes('/invocations') ? invokeRequestBytesMax : codeRequestBytesMax),
    takes: ({ url = '' }) => url.startsWith(root),
    async answer(request, body) {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const found = routeOf(request.method ?? 'GET', url.pathname);
      if (found === undefined)
        return failure('UnknownOperationException', 404, `Nothing here answers ${request.method} ${url.pathname}`);
      if (options.forward !== undefined && url.pathname.endsWith('/invocations')) {
        return options.forward(`${url.pathname}${url.search}`, request, body);
      }
      const call: Call = {
        registry: options.functions.registry,
        options,
        parts: found.parts,
        query: url.searchParams,
        headers: request.headers,
        body,
      };
      return carryOut(found.route, call);
    },
  };
}

async function carryOut(route: Route, call: Call): Promise<Reply> {
  try {
    const result = await route.run(call);
    await call.options.functions.saved();
    return isReply(result) ? result : json(route.status, result);
  } catch (error) {
    if (error instanceof LambdaApiError) return failure(error.name, error.statusCode, error.message, error.type);
    if (error instanceof SyntaxError)
      return failure('InvalidRequestContentException', 400, 'Could not parse request body into json');
    throw error;
  }
}

const name = '([^/]+)';
const route = (method: string, path: string, status: number, run: Route['run']): Route => ({
  method,
  path: new RegExp(`^${path}/?$`),
  status,
  run,
});

const routes: readonly Route[] = [
  route('POST', root, 201, ({ registry, body }) => {
    const { Code, FunctionName, Publish, Tags, Architectures, ...settings } = bodyOf(body) as unknown as CreateBody;
    if (typeof FunctionName !== 'string') throw missing('functionName');
    return shown(
      registry.create({ ...settings, FunctionName, Publish, Tags, Architectures, zip: zipOf(Code?.ZipFile) }),
    );
  }),
  route('GET', root, 200, ({ registry, query }) => {
    const all = registry.list({ allVersions: query.get('FunctionVersion') === 'ALL' });
    const { items, next } = page(all, query);
    return given({ Functions: shown(items), NextMarker: next });
  }),
  route('GET', `${root}/${name}`, 200, ({ registry, parts, query }) => {
    const { configuration, tags } = registry.get(parts[0] as string, qualifier(query));
    return given({
      Configuration: shown(configuration),
      Code: { RepositoryType: 'S3', Location: '' },
      Tags: Object.keys(tags).length === 0 ? undefined : shown(tags),
    });
  }),
  route('DELETE', `${root}/${name}`, 204, ({ registry, parts, query }) => {
    registry.delete(parts[0] as string, qualifier(query));
    return undefined;
  }),
  route('GET', `${root}/${name}/configuration`, 200, ({ registry, parts, query }) =>
    shown(registry.get(parts[0] as string, qualifier(query)).configuration),
  ),
  route('PUT', `${root}/${name}/configuration`, 200, ({ registry, parts, body }) =>
    shown(registry.updateConfiguration(parts[0] as string, bodyOf(body) as FunctionSettings)),
  ),
  route('PUT', `${root}/${name}/code`, 200, ({ registry, parts, body }) => {
    const { ZipFile, Architectures, Publish, DryRun, RevisionId } = bodyOf(body) as unknown as UpdateCodeBody;
    const input = { zip: zipOf(ZipFile), Architectures, Publish, DryRun, RevisionId };
    return shown(registry.updateCode(parts[0] as string, input));
  }),
  route('POST', `${root}/${name}/invocations`, 200, (call) => invoke(call)),
  route('POST', `${root}/${name}/versions`, 201, ({ registry, parts, body }) =>
    shown(registry.publishVersion(parts[0] as string, bodyOf(body))),
  ),
  route('GET', `${root}/${name}/versions`, 200, ({ registry, parts, query }) => {
    const { items, next } = page(registry.listVersions(parts[0] as string), query);
    return given({ Versions: shown(items), NextMarker: next });
  }),
  route('POST', `${root}/${name}/aliases`, 201, ({ registry, parts, body }) => {
    const settings = bodyOf(body) as AliasSettings & { Name?: string };
    if (settings.Name === undefined) throw missing('name');
    if (settings.FunctionVersion === undefined) throw missing('functionVersion');
    return shown(
      registry.createAlias(parts[0] as string, {
        ...settings,
        Name: settings.Name,
        FunctionVersion: settings.FunctionVersion,
      }),
    );
  }),
  route('GET', `${root}/${name}/aliases`, 200, ({ registry, parts, query }) => {
    const { items, next } = page(registry.listAliases(parts[0] as string), query);
    return given({ Aliases: shown(items), NextMarker: next });
  }),
  route('GET', `${root}/${name}/aliases/${name}`, 200, ({ registry, parts }) =>
    shown(registry.getAlias(parts[0] as string, parts[1] as string)),
  ),
  route('PUT', `${root}/${name}/aliases/${name}`, 200, ({ registry, parts, body }) =>
    shown(registry.updateAlias(parts[0] as string, parts[1] as string, bodyOf(body) as AliasSettings)),
  ),
  route('DELETE', `${root}/${name}/aliases/${name}`, 204, ({ registry, parts }) => {
    registry.deleteAlias(parts[0] as string, parts[1] as string);
    return undefined;
  }),
];

interface CreateBody extends FunctionSettings {
  readonly FunctionName?: string;
  readonly Code?: { readonly ZipFile?: string };
  readonly Publish?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly Architectures?: readonly string[];
}

interface UpdateCodeBody {
  readonly ZipFile?: string;
  readonly Architectures?: readonly string[];
  readonly Publish?: boolean;
  readonly DryRun?: boolean;
  readonly RevisionId?: string;
}

function routeOf(
  method: string,
  path: string,
): { readonly route: Route; readonly parts: readonly string[] } | undefined {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const match = candidate.path.exec(path);
    if (match !== null) return { route: candidate, parts: match.slice(1).map((part) => decodeURIComponent(part)) };
  }
  return undefined;
}

async function invoke({ registry, options, parts, query, headers, body }: Call): Promise<Reply> {
  const resolved = registry.resolve(parts[0] as string, qualifier(query));
  const payload = body.toString('utf8');
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { status: 204, body: '', contentType: 'application/json' };
  if (payload !== '') JSON.parse(payload);
  const context = headers['x-amz-client-context'];
  const running = options.runtime.invoke(resolved.definition, {
    payload,
    invokedFunctionArn: resolved.invokedFunctionArn,
    ...(typeof context === 'string' ? { clientContext: Buffer.from(context, 'base64').toString('utf8') } : {}),
  });
  if (type === 'Event') {
    running.catch(options.onFault);
    return { status: 202, body: '', contentType: 'application/json' };
  }
  const result = await running;
  return {
    status: 200,
    body: result.payload,
    contentType: 'application/json',
    headers: {
      'x-amz-executed-version': result.executedVersion,
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
      ...(headers['x-amz-log-type'] === 'Tail'
        ? { 'x-amz-log-result': Buffer.from(result.logs.slice(-logTailMax)).toString('base64') }
        : {}),
    },
  };
}

/** Characters of the log that an answer carries. */
const logTailMax = 4_096;
const pageDefault = 50;

function page<T>(
  all: readonly T[],
  query: URLSearchParams,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const from = Number(query.get('Marker') ?? 0);
  const size = Number(query.get('MaxItems') ?? pageDefault);
  if (!Number.isInteger(from) || !Number.isInteger(size) || size < 1) {
    throw new LambdaApiError('InvalidParameterValueException', 'Invalid Marker or MaxItems');
  }
  const items = all.slice(from, from + size);
  return { items, next: from + items.length < all.length ? String(from + items.length) : undefined };
}

function qualifier(query: URLSearchParams): string | undefined {
  return query.get('Qualifier') ?? undefined;
}

function bodyOf(body: Buffer): JsonObject {
  const value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  if (!isObject(value))
    throw new LambdaApiError('InvalidRequestContentException', 'Could not parse request body into json');
  return value;
}

function zipOf(text: string | undefined): Buffer {
  if (typeof text === 'string') return Buffer.from(text, 'base64');
  throw new LambdaApiError('InvalidParameterValueException', 'Only code as Code.ZipFile can be uploaded here');
}

function missing(member: string): LambdaApiError {
  return new LambdaApiError(
    'ValidationException',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function given(members: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** Configurations are plain data; their types do not say so. */
function shown(value: object): Json {
  return value as unknown as Json;
}

function json(status: number, value: Json | undefined): Reply {
  return { status, body: value === undefined ? '' : JSON.stringify(value), contentType: 'application/json' };
}

function failure(name: string, status: number, message: string, type: 'User' | 'Service' = 'User'): Reply {
  return {
    status,
    body: JSON.stringify({ Type: type, Message: message, message }),
    contentType: 'application/json',
    headers: { 'x-amzn-errortype': name },
  };
}

function isReply(value: Json | undefined | Reply): value is Reply {
  return typeof value === 'object' && value !== null && 'contentType' in value && 'status' in value;
}
