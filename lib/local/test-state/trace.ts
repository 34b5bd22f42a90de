// TRACE: the HTTP request of an HTTP Task and its response, as InspectionDataRequest and InspectionDataResponse.
import type { HttpExchange } from '../../engine';
import type { Inspection } from './inspection';

/**
 * @param revealSecrets whether the request is shown with what its connection adds to headers, query and body
 */
export function trace({ request, withoutSecrets, answer }: HttpExchange, revealSecrets: boolean): Inspection {
  const { method, url, headers, body } = revealSecrets ? request : withoutSecrets;
  const protocol = new URL(url).protocol.slice(0, -1);
  const headersOfAnswer = Object.entries(answer.headers).map(([name, values]) => `${name}: ${values.join(', ')}`);
  return {
    request: {
      protocol,
      method,
      url,
      headers: listed(Object.entries(headers).map(([name, value]) => `${name}: ${value}`)),
      ...(body === undefined ? {} : { body }),
    },
    response: {
      protocol,
      statusCode: String(answer.status),
      statusMessage: answer.statusText,
      headers: listed(headersOfAnswer),
      body: answer.body,
    },
  };
}

/** LOCAL: the model says that headers are one text, not how it is written. */
function listed(lines: readonly string[]): string {
  return `[${lines.join(', ')}]`;
}
