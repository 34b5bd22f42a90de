import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Path of a handler that comes with this package, e.g. `orders/validate-order`. */
export function defaultHandler(name: string): string {
  // The sources lie beside lib/ in a checkout and beside dist/ in the package.
  for (let at = __dirname; at !== dirname(at); at = dirname(at)) {
    const path = join(at, 'lambdas', name, 'handler.ts');
    if (existsSync(path)) return path;
  }
  throw new Error(`the handler lambdas/${name}/handler.ts is not in this package; reinstall stepwright.`);
}
