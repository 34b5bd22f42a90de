// Data that fits a definition, made up from the definition alone. What a service gives comes from its row in the table of
// integrations; what a state reads of an answer, an item or the input is found by following the data (flow.ts); where it is
// compared, it is drawn among the values that the comparison may meet.
import { type MapRunCall, type ServiceCall, seededRandom } from '../../lib/engine';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../../lib/json';
import { plausibleResult, type World } from '../../lib/services';
import { Flow } from './flow';
import { Shape } from './shape';

/** A value may hold a value like itself; it is cut off there. */
const depthMax = 12;
const kinds = {
  number: 1,
  boolean: true,
  text: 'text',
  timestamp: '2026-01-01T00:00:01Z',
  array: [],
  object: {},
  base64: 'YQ==',
};

export class MadeUp {
  readonly #flow: Flow;
  readonly #random;
  readonly #world: World;

  constructor(definition: JsonObject, seed: number, world: World) {
    this.#flow = new Flow(definition);
    this.#random = seededRandom(seed);
    this.#world = world;
  }

  input(): Json {
    return this.#make(this.#flow.input);
  }

  items(call: MapRunCall): readonly Json[] {
    const item = this.#flow.items.get(call.state) ?? new Shape();
    return [this.#make(item), this.#make(item)];
  }

  /** The members of the service's answer, and what later states read of it. */
  answer(call: ServiceCall): Json {
    const read = this.#flow.results.get(call.state) ?? new Shape();
    if (call.pattern === 'waitForTaskToken' || call.kind !== 'integration') return this.#make(read);
    return laid(plausibleResult(call, this.#world), this.#make(read), read);
  }

  #make(given: Shape, above: readonly Shape[] = []): Json {
    const { root } = given;
    const { known } = root;
    if (above.includes(root) || above.length > depthMax) return known.kind === undefined ? 'text' : kinds[known.kind];
    const within = [...above, root];
    if (known.textOf !== undefined) return JSON.stringify(this.#make(known.textOf, within));
    // Some take both: an event as it is, or the list of events that a queue hands over.
    const listed = known.element !== undefined || known.places.size > 0;
    if (listed && (known.members.size === 0 || this.#random.next() < 0.5)) return this.#list(root, within);
    if (known.members.size > 0) return this.#object(root, within);
    const values = [...known.values];
    if (values.length > 0) return values[Math.floor(this.#random.next() * values.length)] as Json;
    return known.kind === undefined ? 'text' : kinds[known.kind];
  }

  /** Two of everything, so that whoever goes through them has a second. */
  #list(shape: Shape, within: readonly Shape[]): Json {
    const { element, places } = shape.known;
    const length = Math.max(
      element === undefined ? 0 : within.length > 4 ? 1 : 2,
      ...[...places.keys()].map((place) => place + 1),
    );
    return Array.from({ length }, (_, index) => {
      const place = places.get(index);
      // What is known of all elements, and of the one at this place.
      const made = element === undefined ? undefined : this.#make(element, within);
      const there = place === undefined ? undefined : this.#make(place, within);
      if (isObject(made) && isObject(there)) return { ...made, ...there };
      if (isObject(made) && place?.known.kind === undefined) return made;
      return there ?? made ?? 'text';
    });
  }

  #object(shape: Shape, within: readonly Shape[]): Json {
    const made: MutableJsonObject = {};
    for (const [name, one] of shape.known.members) {
      if (one.known.optional && this.#random.next() < 0.5) continue;
      put(made, name, this.#make(one, within));
    }
    return made;
  }
}

/** What is read, over what the service gives: a text of its own stays where nobody compares it. */
function laid(answer: Json, read: Json, shape: Shape): Json {
  const { known } = shape;
  if (isObject(answer) && isObject(read)) {
    const made: MutableJsonObject = { ...answer };
    for (const name of Object.keys(read)) {
      const given = made[name];
      const value = read[name] as Json;
      put(made, name, given === undefined ? value : laid(given, value, shape.member(name)));
    }
    return made;
  }
  if (isArray(answer) && isArray(read)) return read.length === 0 ? answer : read;
  const tells =
    known.values.size > 0 || known.textOf !== undefined || known.kind !== undefined || isObject(read) || isArray(read);
  return tells ? read : answer;
}
