// Workflow variables: one scope per machine, branch and iteration. An inner scope reads the outer ones and cannot assign
// their names (refused when the definition is validated); its variables vanish with it.
import { type Json, type JsonObject, own } from '../json';

export interface Variables {
  read(name: string): Json | undefined;
  /** Assigns all at once: the expressions were evaluated before any of them. */
  assign(values: JsonObject): void;
  inner(): Variables;
  /** This scope's own variables. */
  entries(): Iterable<readonly [string, Json]>;
}

export function variables(outer?: Variables): Variables {
  const values = new Map<string, Json>();
  const scope: Variables = {
    read: (name) => values.get(name) ?? outer?.read(name),
    assign(assigned) {
      for (const name of Object.keys(assigned)) values.set(name, own(assigned, name) as Json);
    },
    inner: () => variables(scope),
    entries: () => values.entries(),
  };
  return scope;
}
