// What a Map Run processes, one child's worth at a time: items from the state's input or from a reader, grouped by the
// batcher.
import type { MapRunCall } from '../../engine';
import { isArray, isObject, type Json, jsonBytes } from '../../json';
import { Child, type Family } from './child';
import type { Item, ItemSource } from './data';

const stateSource = 'STATE_DATA';
/** Bytes of a child's input when the batcher names no smaller limit. */
const batchBytesMax = 262_144;

/** The items of the state's own input: of an array, or the members of an object. */
export function stateItems(value: Json): ItemSource {
  let place = 0;
  if (isArray(value)) {
    return {
      next: () => (place < value.length ? { value: value[place++] as Json, source: stateSource } : undefined),
    };
  }
  const members = isObject(value) ? Object.entries(value) : [];
  return {
    next() {
      const member = members[place++];
      if (member === undefined) return undefined;
      const [key, inner] = member;
      return { value: { Key: key, Value: inner }, key, source: stateSource };
    },
  };
}

/** An item after ItemSelector. */
interface Selected {
  readonly item: Item;
  readonly selected: Json;
}

interface Batch {
  readonly items: Json[];
  bytes: number;
  first: Item | undefined;
}

function batchOf(items: readonly Json[], batchInput: Json | undefined): Json {
  return batchInput === undefined ? { Items: items } : { BatchInput: batchInput, Items: items };
}

/** Gives the children of a run in order, each with its portion of the items. Synchronous while its source is. */
export class Portions {
  readonly #call: MapRunCall;
  readonly #family: Family;
  readonly #source: ItemSource;
  /** Bytes that the items of a batch may have: the child's whole input has to fit, BatchInput and all. */
  readonly #batchBytesMax: number;
  #index = 0;
  #itemIndex = 0;
  #held: Selected | undefined;
  done = false;

  constructor(family: Family, source: ItemSource) {
    this.#call = family.call;
    this.#family = family;
    this.#source = source;
    const { maxBytes = batchBytesMax, batchInput } = family.call.batcher ?? {};
    this.#batchBytesMax = Math.min(maxBytes, batchBytesMax - jsonBytes(batchOf([], batchInput)));
  }

  /** How much of the source has been read, from 0 to 1; undefined where nobody knows. */
  get share(): number | undefined {
    return this.#source.share?.();
  }

  /** The next child, or undefined after the last. @throws EvaluationError from ItemSelector, whatever the source throws */
  next(): Child | undefined | Promise<Child | undefined> {
    if (this.#call.batcher !== undefined) return this.#batch({ items: [], bytes: 0, first: undefined });
    const read = this.#source.next();
    return read instanceof Promise ? read.then((item) => this.#single(item)) : this.#single(read);
  }

  #single(item: Item | undefined): Child | undefined {
    if (item === undefined) {
      this.done = true;
      return undefined;
    }
    const selected = this.#call.select(item.value, this.#itemIndex++, item.key, item.source);
    return new Child(this.#family, this.#index++, selected, 1, item);
  }

  /** Fills a batch until an item does not fit; that item begins the next one. */
  #batch(batch: Batch): Child | undefined | Promise<Child | undefined> {
    const maxItems = this.#call.batcher?.maxItems ?? Number.POSITIVE_INFINITY;
    while (batch.items.length < maxItems) {
      const read = this.#read();
      if (read instanceof Promise) {
        return read.then((item) => (this.#takes(batch, item) ? this.#batch(batch) : this.#close(batch)));
      }
      if (!this.#takes(batch, read)) break;
    }
    return this.#close(batch);
  }

  #takes(batch: Batch, read: Selected | undefined): boolean {
    if (read === undefined) return false;
    const size = jsonBytes(read.selected) + 1;
    if (batch.items.length > 0 && batch.bytes + size > this.#batchBytesMax) {
      this.#held = read;
      return false;
    }
    batch.items.push(read.selected);
    batch.bytes += size;
    batch.first ??= read.item;
    return true;
  }

  #close({ items, first }: Batch): Child | undefined {
    if (first === undefined) return undefined;
    const input = batchOf(items, this.#call.batcher?.batchInput);
    return new Child(this.#family, this.#index++, input, items.length, first);
  }

  #read(): Selected | undefined | Promise<Selected | undefined> {
    const held = this.#held;
    if (held !== undefined) {
      this.#held = undefined;
      return held;
    }
    const read = this.#source.next();
    return read instanceof Promise ? read.then((item) => this.#select(item)) : this.#select(read);
  }

  #select(item: Item | undefined): Selected | undefined {
    if (item === undefined) {
      this.done = true;
      return undefined;
    }
    return { item, selected: this.#call.select(item.value, this.#itemIndex++, item.key, item.source) };
  }
}
