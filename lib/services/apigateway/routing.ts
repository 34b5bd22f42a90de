// Which route a request takes.
import type { ApiRoute } from './route';

/** The most exact route: fixed parts before parameters, parameters before `{proxy+}`. */
export function routeFor(routes: readonly ApiRoute[], method: string, path: string) {
  let best:
    | { readonly route: ApiRoute; readonly parameters: { [name: string]: string }; readonly score: number }
    | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method && route.path !== '$default') continue;
    const parameters = matchPath(route.path, path);
    if (parameters === undefined) continue;
    const score =
      (route.method === method ? 1 : 0) -
      4 * Object.keys(parameters).length -
      (route.path.includes('+}') ? 1000 : 0) -
      (route.path === '$default' ? 10_000 : 0);
    if (best === undefined || score > best.score) best = { route, parameters, score };
  }
  return best;
}

function matchPath(pattern: string, path: string): { [name: string]: string } | undefined {
  if (pattern === '$default') return {};
  const parameters: { [name: string]: string } = {};
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  for (const [i, part] of wanted.entries()) {
    const [, name, greedy] = /^\{(\w+)(\+)?\}$/.exec(part) ?? [];
    if (name === undefined && part !== given[i]) return undefined;
    if (given[i] === undefined) return undefined;
    if (name !== undefined) parameters[name] = greedy === undefined ? (given[i] as string) : given.slice(i).join('/');
    if (greedy !== undefined) return parameters;
  }
  return wanted.length === given.length ? parameters : undefined;
}
