// Request bodies, bounded.
import type { IncomingMessage } from 'node:http';

/** Thrown for a body above its limit. */
export class BodyTooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`Request must be smaller than ${limit} bytes`);
    this.limit = limit;
  }
}

/** Calls back with the whole body, or with why there is none. The rest of a body that is too large is not read. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  done: (error: BodyTooLarge | undefined, body: Buffer) => void,
): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) {
    done(new BodyTooLarge(limit), empty);
    return;
  }
  const parts: Buffer[] = [];
  let length = 0;
  let over = false;
  request.on('data', (part: Buffer) => {
    if (over) return;
    length += part.length;
    if (length > limit) {
      over = true;
      done(new BodyTooLarge(limit), empty);
      return;
    }
    parts.push(part);
  });
  request.on('end', () => {
    if (!over) done(undefined, parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
  });
}

const empty = Buffer.alloc(0);
