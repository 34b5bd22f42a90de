// SDK clients, loaded and opened when the first request for their service comes.
import type { SdkService } from '../../integrations';
import { loadOptional } from '../load';
import { ServiceError } from '../service-error';

interface Client {
  send(command: object): Promise<object>;
  destroy(): void;
}
type Constructor<T> = new (input: object) => T;
type ClientModule = { readonly [name: string]: unknown };
interface Opened {
  readonly client: Client;
  readonly module: ClientModule;
}

/** The client package of a service is not installed. */
export class ClientMissing extends Error {}

export class SdkClients {
  readonly #region: string;
  readonly #projectDirectory: string;
  readonly #clients = new Map<string, Promise<Opened>>();

  constructor(region: string, projectDirectory: string) {
    this.#region = region;
    this.#projectDirectory = projectDirectory;
  }

  /** One request. Rejects with ServiceError for what the service answers, with an Error for everything else. */
  async send(sdk: SdkService, endpoint: string | undefined, operation: string, request: object): Promise<object> {
    const key = `${sdk.id} ${endpoint ?? ''}`;
    let opened = this.#clients.get(key);
    if (opened === undefined) {
      opened = this.#open(sdk, endpoint);
      this.#clients.set(key, opened);
    }
    const { client, module } = await opened;
    const Command = module[`${operation}Command`] as Constructor<object> | undefined;
    if (Command === undefined)
      throw new Error(`${sdk.package} has no ${operation}Command; a newer version of the package may`);
    try {
      return await client.send(new Command(request));
    } catch (error) {
      throw serviceError(error, module);
    }
  }

  async close(): Promise<void> {
    // A client that could not be opened has nothing to close.
    for (const opened of await Promise.allSettled(this.#clients.values())) {
      if (opened.status === 'fulfilled') opened.value.client.destroy();
    }
    this.#clients.clear();
  }

  async #open(sdk: SdkService, endpoint: string | undefined): Promise<Opened> {
    const loaded = await loadOptional(sdk.package, this.#projectDirectory);
    if (loaded === undefined) {
      throw new ClientMissing(
        `aws-sdk:${sdk.id} is passed through with ${sdk.package}, which is not installed. Install it: npm install --save-dev ${sdk.package}`,
      );
    }
    const module = moduleOf(loaded);
    // Beside its own client a package hands out the class that it extends, as Client and __Client.
    const name = Object.keys(module).find((one) => /^[A-Z]\w+Client$/.test(one) && typeof module[one] === 'function');
    const ClientClass = module[name ?? ''] as Constructor<Client> | undefined;
    if (ClientClass === undefined) throw new Error(`${sdk.package} has no client class`);
    // Emulators take any credentials; the environment's own are never sent to one.
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const local = endpoint === undefined ? {} : { endpoint, credentials, forcePathStyle: true };
    return { client: new ClientClass({ region: this.#region, ...local }), module };
  }
}

/** A CommonJS package that was imported has its names in `default`. */
function moduleOf(loaded: unknown): ClientModule {
  if (typeof loaded !== 'object' || loaded === null) return {};
  return 'default' in loaded ? { ...(loaded.default as object), ...loaded } : { ...loaded };
}

/** An SDK's exception as the service's error; the module's own exception classes are the ones that its model lists. */
function serviceError(error: unknown, module: ClientModule): unknown {
  if (typeof error !== 'object' || error === null || !('$metadata' in error) || !('name' in error)) return error;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  if (httpStatusCode === undefined) return error;
  const name = String(error.name);
  const message = 'message' in error ? String(error.message) : name;
  // The code on the wire may differ from the name of the exception: NotFound is NotFoundException.
  const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : name;
  return new ServiceError(name, message, { status: httpStatusCode, code, listed: typeof module[name] === 'function' });
}
