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
      return { status, body: typeof content === 'string' ? content : Buffer.from(content), contentType, headers: rest };
    },
  };
}
