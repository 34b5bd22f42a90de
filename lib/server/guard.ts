// Who may talk to the server. On loopback a browser is the danger: a page from anywhere can send requests here, and a name
// of its own can be made to point here (DNS rebinding). So the Host must be one of ours, and an Origin, which only browsers
// send, must be one that was allowed. Beyond loopback a token is asked for.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface GuardOptions {
  /** Names by which the server may be called beside loopback, e.g. of a container network. */
  readonly hosts?: readonly string[];
  /** Origins whose pages may call the server. */
  readonly origins?: readonly string[];
  /** Asked for as `Authorization: Bearer …` or `X-Stepwright-Token: …`. */
  readonly token?: string | undefined;
}

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly message: string;
}

const loopback = /^(?:sync-)?(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

export function guard(options: GuardOptions): (request: IncomingMessage) => Refusal | undefined {
  const hosts = new Set((options.hosts ?? []).map((host) => host.toLowerCase()));
  const origins = new Set(options.origins ?? []);
  const token = options.token === undefined ? undefined : Buffer.from(options.token);
  /** The name that was good last: a client calls us by one name. */
  let known: string | undefined;
  return ({ headers }) => {
    const host = headers.host ?? '';
    if (host === known || loopback.test(host) || hosts.has(bareHost(host))) known = host;
    else {
      return { status: 421, message: `This server is not ${host || 'known by that name'}; allow the name with --host` };
    }
    const { origin } = headers;
    if (origin !== undefined && !origins.has(origin)) {
      return { status: 403, message: `Pages of ${origin} may not call this server` };
    }
    if (token !== undefined && !presents(token, headers['x-stepwright-token'], headers.authorization)) {
      return { status: 401, message: 'This server asks for a token: send it in X-Stepwright-Token' };
    }
    return undefined;
  };
}

function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^sync-/, '')
    .replace(/:\d+$/, '');
}

function presents(token: Buffer, header: string | string[] | undefined, authorization: string | undefined): boolean {
  const given = Buffer.from(
    typeof header === 'string' ? header : (/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''),
  );
  return given.length === token.length && timingSafeEqual(given, token);
}
