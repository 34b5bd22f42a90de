// Requests for the embedded services (SQS, DynamoDB, S3, …) on the same port, each in its own protocol.
import { randomUUID } from 'node:crypto';
import type { Services } from '../services';
import type { Api } from './http';

/** Bytes of an S3 object that a client sends in one piece. */
const requestBytesMax = 268_435_456;

export function servicesApi(services: Services): Api {
  return {
    bodyMax: () => requestBytesMax,
    // Whatever is nobody else's: S3 has every path there is.
    takes: () => true,
    async answer(request, body) {
      const { status, headers, body: content } = await services.answer(request, body, randomUUID());
      const { 'content-type': contentType = 'application/octet-stream', ...rest } = headers;
      const whole = typeof content === 'string' ? content : await bytesOf(content);
      return { status, body: whole, contentType, headers: rest };
    },
  };
}

async function bytesOf(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (content instanceof Uint8Array) return Buffer.from(content);
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
