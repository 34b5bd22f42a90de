// What the people who run the server look at: /health and /metrics.
import type { Api } from './http';
import type { Metrics } from './metrics';

export function operationsApi(metrics: Metrics, healthy: () => boolean): Api {
  return {
    bodyMax: () => 0,
    // An unsigned GET of the root is somebody who looks whether the server is up; a signed one lists buckets.
    takes: ({ method, url, headers }) =>
      (method === 'GET' || method === 'HEAD') &&
      (url === '/health' || url === '/metrics' || (url === '/' && headers.authorization === undefined)),
    answer({ url }) {
      if (url === '/metrics') return { status: 200, body: metrics.text(), contentType: 'text/plain; version=0.0.4' };
      const ok = healthy();
      const body = JSON.stringify({ status: ok ? 'ok' : 'failed', service: 'stepwright' });
      return { status: ok ? 200 : 503, body, contentType: 'application/json' };
    },
  };
}
