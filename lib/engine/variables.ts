// Workflow variables: one scope per machine, branch and iteration. An inner scope reads the outer ones and cannot assign
// their names (refused when the definition is validated); its variables vanish with it.
import { type Json, type JsonObject, own } from '../json';

export class Variables {
  readonly #outer: Variables | undefined;
  /** Made with the first assignment: most scopes never have one, and there is a scope per iteration. */
  #values: Map<string, Json> | undefined;

  constructor(outer?: Variables) {
    this.#outer = outer;
  }

  read(name: string): Json | undefined {
    const value = this.#values?.get(name);
    return value === undefined ? this.#outer?.read(name) : value;
  }

  /** Assigns all at once: the expressions were evaluated before any of them. */
  assign(assigned: JsonObject): void {
    this.#values ??= new Map();
    for (const name of Object.keys(assigned)) this.#values.set(name, own(assigned, name) as Json);
  }
}
