// Functions that are somewhere else: SAM, LocalStack, AWS's Lambda. Invocations are sent there, as they are.
import type { IncomingMessage } from 'node:http';
import type { FunctionAnswer, Functions, Invocation } from '../services';
import type { Reply } from './protocol';

export interface RemoteFunctions {
  readonly functions: Functions;
  /** Hands an Invoke request of a client on. */
  readonly forward: (path: string, request: IncomingMessage, body: Buffer) => Promise<Reply>;
}

/** Headers that belong to a connection, and not to what is sent over it. */
const ownHeaders = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

export function remoteFunctions(endpoint: string): RemoteFunctions {
  const base = endpoint.replace(/\/+$/, '');
  return {
    functions: { has: () => true, invoke: (invocation) => invoke(base, invocation) },
    async forward(path, request, body) {
      const headers: { [name: string]: string } = {};
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === 'string' && !ownHeaders.has(name)) headers[name] = value;
      }
      const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: new Uint8Array(body) });
      const { 'content-type': contentType = 'application/json', ...rest } = Object.fromEntries(response.headers);
      const passed = Object.entries(rest).filter(([name]) => !ownHeaders.has(name) && name !== 'content-encoding');
      return {
        status: response.status,
        body: Buffer.from(await response.arrayBuffer()),
        contentType,
        headers: Object.fromEntries(passed),
      };
    },
  };
}

async function invoke(
  base: string,
  { functionName, qualifier, payload, clientContext }: Invocation,
): Promise<FunctionAnswer> {
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const response = await fetch(`${base}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(clientContext === undefined ? {} : { 'x-amz-client-context': clientContext }),
    },
    body: payload,
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${base} answers the invocation of ${functionName} with ${response.status}: ${text}`);
  return {
    payload: text,
    functionError: response.headers.get('x-amz-function-error') ?? undefined,
    executedVersion: response.headers.get('x-amz-executed-version') ?? '$LATEST',
    logTail: undefined,
  };
}
