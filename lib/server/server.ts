// The whole server: a Local behind the APIs of one port.
import type { IncomingMessage } from 'node:http';
import { type Logger, pino } from 'pino';
import type { Step } from '../engine';
import { Local, type LocalOptions, type Running } from '../local';
import type { GuardOptions } from './guard';
import { type Api, type HttpServer, listen } from './http';
import { logsApi } from './logs-api';
import { Metrics } from './metrics';
import { operationsApi } from './operations-api';
import { statesApis } from './states-api';
import { Throttle } from './throttle';

export interface ServerOptions extends Omit<LocalOptions, 'onFatal' | 'onLost' | 'onStep'>, GuardOptions {
  /** 0 takes a free port. @default 8083 */
  readonly port?: number;
  /** Anything but loopback needs a token. @default 127.0.0.1 */
  readonly address?: string;
  /** Answers beyond AWS's token buckets with ThrottlingException. @default false */
  readonly throttle?: boolean;
  /** Further APIs on the port: Lambda, embedded services, the console. */
  readonly apis?: (local: Local) => readonly Api[];
  /** @default silent */
  readonly logger?: Logger;
  /** The address is known, nothing has been answered or taken up yet. */
  readonly onListening?: (url: string, local: Local) => void;
  /** The store has refused a write: the server has stopped taking work. */
  readonly onFatal?: (error: unknown) => void;
}

export interface Server {
  readonly local: Local;
  readonly url: string;
  readonly port: number;
  /** Lets requests in flight end, then closes the store. */
  close(): Promise<void>;
}

const portDefault = 8083;
/** AWS: Standard executions that may be open in an account and region; told, not enforced. */
const openExecutionsMax = 1_000_000;
const loopbackAddresses = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Starts a server.
 * @throws StoreError, or Error when the port is taken or a wider binding has no token
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { address = '127.0.0.1', token, logger = pino({ level: 'silent' }) } = options;
  if (!loopbackAddresses.has(address) && token === undefined) {
    throw new Error(`Listening on ${address} lets others in: give a token (--token), or listen on 127.0.0.1`);
  }
  let healthy = true;
  const metrics = new Metrics({
    OpenExecutionCount: () => local.executions.openCount,
    OpenExecutionLimit: () => openExecutionsMax,
  });
  const local = new Local({
    ...options,
    onStep: (running, step) => measure(metrics, running, step),
    onFatal(error) {
      healthy = false;
      logger.fatal({ err: error }, 'the store refused a write; nothing more is executed');
      options.onFatal?.(error);
    },
    onLost: (executionArn, error) => logger.error({ err: error, executionArn }, 'an open execution cannot go on'),
  });
  const apis: Api[] = [
    ...statesApis({
      local,
      throttle: options.throttle === true ? new Throttle() : undefined,
      onThrottled: (operation) => metrics.throttled(operation),
    }),
    operationsApi(metrics, () => healthy),
    logsApi(local),
    ...(options.apis?.(local) ?? []),
  ];
  const http = await bound(options, apis, logger, local);
  options.onListening?.(http.url, local);
  // Within this turn of the event loop: no request is answered before open executions are taken up.
  local.resume();
  logger.info({ url: http.url }, 'listening');
  return {
    local,
    url: http.url,
    port: http.port,
    async close() {
      local.activities.close();
      await http.close();
      await local.close();
      logger.info('stopped');
    },
  };
}

async function bound(options: ServerOptions, apis: readonly Api[], logger: Logger, local: Local): Promise<HttpServer> {
  const { hosts, origins, token, address } = options;
  try {
    return await listen({
      apis,
      port: options.port ?? portDefault,
      ...(address === undefined ? {} : { address }),
      ...(hosts === undefined ? {} : { hosts }),
      ...(origins === undefined ? {} : { origins }),
      token,
      onFault: (error, request) => logger.error({ err: error, ...asked(request) }, 'a request failed'),
      onAnswered: logger.isLevelEnabled('debug')
        ? (request, status) => logger.debug({ ...asked(request), status }, 'answered')
        : undefined,
    });
  } catch (error) {
    await local.close();
    throw error;
  }
}

function measure(metrics: Metrics, { identity, execution }: Running, { events, status }: Step): void {
  metrics.events(identity.stateMachineName, events);
  if (status === 'RUNNING') return;
  const [first, last] = [execution.history.at(0), events.at(-1)];
  if (first === undefined || last === undefined) return;
  metrics.executionTime(identity.stateMachineName, last.timestamp - first.timestamp);
}

/** What a log line says of a request. */
function asked({ method, url, headers }: IncomingMessage) {
  return { method, path: url?.split('?')[0], target: headers['x-amz-target'] };
}
