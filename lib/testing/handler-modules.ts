// Modules of handlers. Each function has a process of its own on Lambda, and its modules read their environment when they are
// loaded: a source that two functions share is loaded once for each environment.
import { sep } from 'node:path';

/** Loads a handler's source file. */
export type HandlerLoader = (file: string) => unknown;

/** What each file gave, by the environment it was loaded with, over all benches of the process. */
const loaded = new Map<string, Map<string, unknown>>();
/** The environment that came first: its modules are the runner's own, which breakpoints and coverage know. */
let first: string | undefined;

export class HandlerModules {
  readonly #own: HandlerLoader | undefined;

  /** @param own what the test loads handlers with; @default require */
  constructor(own: HandlerLoader | undefined) {
    this.#own = own;
  }

  load(file: string, environment: { readonly [name: string]: string }): unknown {
    if (this.#own !== undefined) return this.#own(file);
    const key = JSON.stringify(Object.entries(environment).sort());
    const known = loaded.get(file) ?? new Map<string, unknown>();
    loaded.set(file, known);
    first ??= key;
    if (!known.has(key)) known.set(key, key === first ? require(file) : anew(file));
    return known.get(key);
  }
}

/** The file and what it imports of the project, evaluated again; what was there before stays for those who have it. */
function anew(file: string): unknown {
  const jest = runningJest();
  let module: unknown;
  if (jest !== undefined) {
    jest.isolateModules(() => {
      module = require(file);
    });
    return module;
  }
  const before = new Map<string, NodeJS.Module>();
  for (const [name, cached] of Object.entries(require.cache)) {
    if (cached === undefined || name.includes(`${sep}node_modules${sep}`) || name.startsWith(__dirname)) continue;
    before.set(name, cached);
    delete require.cache[name];
  }
  try {
    return require(file);
  } finally {
    for (const [name, cached] of before) require.cache[name] = cached;
  }
}

interface Jest {
  isolateModules(load: () => void): void;
}

/** jest has a module registry of its own, and a way to begin it anew. */
function runningJest(): Jest | undefined {
  if (process.env.JEST_WORKER_ID === undefined) return undefined;
  return (require('@jest/globals') as { readonly jest: Jest }).jest;
}
