// What is known of a value before there is one: its members, its elements, what it is compared with. Shapes that stand for
// the same value are united, so whatever one state learns of a value every other state knows as well.
import type { Json } from '../../lib/json';

export type Kind = 'number' | 'boolean' | 'text' | 'timestamp' | 'array' | 'object' | 'base64';

interface Known {
  readonly members: Map<string, Shape>;
  /** Elements of an array by index; a Parallel state's result has others at each place. */
  readonly places: Map<number, Shape>;
  element: Shape | undefined;
  kind: Kind | undefined;
  /** The value is the text of this one: `States.StringToJson`, an `Output` of `.sync`. */
  textOf: Shape | undefined;
  /** Values that it is compared with. */
  readonly values: Set<Json>;
  /** Somebody asks whether it is there. */
  optional: boolean;
}

export class Shape {
  #same: Shape | undefined;
  #known: Known = {
    members: new Map(),
    places: new Map(),
    element: undefined,
    kind: undefined,
    textOf: undefined,
    values: new Set(),
    optional: false,
  };

  get known(): Known {
    return this.root.#known;
  }

  /** The one shape for all that are united with this one. */
  get root(): Shape {
    let root: Shape = this;
    while (root.#same !== undefined) root = root.#same;
    return root;
  }

  member(name: string): Shape {
    const { members } = this.known;
    const known = members.get(name);
    if (known !== undefined) return known;
    const made = new Shape();
    members.set(name, made);
    return made;
  }

  get element(): Shape {
    const { known } = this;
    known.element ??= new Shape();
    known.kind ??= 'array';
    return known.element;
  }

  place(index: number): Shape {
    const { known } = this;
    known.kind ??= 'array';
    const there = known.places.get(index);
    if (there !== undefined) return there;
    const made = new Shape();
    known.places.set(index, made);
    return made;
  }

  get text(): Shape {
    const { known } = this;
    known.textOf ??= new Shape();
    return known.textOf;
  }

  is(kind: Kind | undefined): this {
    if (kind !== undefined) this.known.kind ??= kind;
    return this;
  }

  /** The value may be one of these. */
  mayBe(...values: readonly Json[]): this {
    for (const value of values) this.known.values.add(value);
    return this;
  }

  isOptional(): this {
    this.known.optional = true;
    return this;
  }

  unite(other: Shape): this {
    const root = this.root;
    const gone = other.root;
    if (root === gone) return this;
    gone.#same = root;
    const into = root.#known;
    const from = gone.#known;
    into.kind ??= from.kind;
    into.optional ||= from.optional;
    for (const value of from.values) into.values.add(value);
    // Parts that only one of them has are taken over as they are: a value within itself would otherwise never end.
    for (const [name, one] of from.members) root.#takeOver(root.known.members, name, one);
    for (const [index, one] of from.places) root.#takeOver(root.known.places, index, one);
    const { element, textOf } = root.known;
    if (element === undefined) root.known.element = from.element;
    else if (from.element !== undefined) element.unite(from.element);
    if (textOf === undefined) root.known.textOf = from.textOf;
    else if (from.textOf !== undefined) textOf.unite(from.textOf);
    return this;
  }

  #takeOver<Key>(parts: Map<Key, Shape>, key: Key, part: Shape): void {
    const known = parts.get(key);
    if (known === undefined) parts.set(key, part);
    else known.unite(part);
  }
}
