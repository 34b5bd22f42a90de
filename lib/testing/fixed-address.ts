// Clients of handlers keep the address that they found first, and their modules live as long as the process. Worlds come and
// go with every bench and every reset, so all handlers are given one address that stays and leads to the world of whoever runs.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Environment = { readonly [name: string]: string };

let server: Promise<Server> | undefined;
/** Address of the world that is meant now. */
let world: string | undefined;

/** The variables with the address that stays in place of a world's own. */
export async function fixedAddress(environment: Environment): Promise<Environment> {
  server ??= listening(pass);
  const { port } = (await server).address() as AddressInfo;
  return Object.fromEntries(Object.keys(environment).map((name) => [name, `http://127.0.0.1:${port}`]));
}

/** Leads the address to a world from now on. @param environment variables whose values are the world's own address */
export function leadTo(environment: Environment): void {
  [world] = Object.values(environment);
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers, url } = incoming;
  const onward = request(`${world}${url}`, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  // The world was closed while the handler still asked: its client hears of a connection that broke.
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

/** A server that does not keep the process alive. */
function listening(answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer);
  server.unref();
  // Clients keep connections open, and nobody tells them that the tests are over.
  server.on('connection', (socket) => socket.unref());
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
