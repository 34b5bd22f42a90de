// Workflow variables: one scope per machine, branch and iteration. An inner scope reads the outer ones and cannot assign
// their names (refused when the definition is validated); its variables vanish with it.
import { type Json, type JsonObject, jsonBytes, own, upperBound } from '../json';

export class Variables {
  readonly #outer: Variables | undefined;
  /** Made with the first assignment: most scopes never have one, and there is a scope per iteration. */
  #values: Map<string, Json> | undefined;
  #bytes = 0;

  constructor(outer?: Variables) {
    this.#outer = outer;
  }

  read(name: string): Json | undefined {
    const value = this.#values?.get(name);
    return value === undefined ? this.#outer?.read(name) : value;
  }

  /** Bytes of all variables that can be read here; small ones are counted by an upper bound. */
  get bytes(): number {
    return this.#bytes + (this.#outer?.bytes ?? 0);
  }

  /** Assigns all at once: the expressions were evaluated before any of them. */
  assign(assigned: JsonObject): void {
    this.#values ??= new Map();
    for (const name of Object.keys(assigned)) {
      const value = own(assigned, name) as Json;
      const before = this.#values.get(name);
      this.#bytes += bytesOf(value) - (before === undefined ? 0 : bytesOf(before));
      this.#values.set(name, value);
    }
  }
}

/** A size above this is counted exactly. */
const smallBytes = 4096;

function bytesOf(value: Json): number {
  const bound = upperBound(value);
  return bound <= smallBytes ? bound : jsonBytes(value);
}
