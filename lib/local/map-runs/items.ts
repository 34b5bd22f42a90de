// What a Map Run processes, one child's worth at a time: items from the state's input or from a reader, grouped by the batcher.
import type { MapRunCall } from '../../engine';
import { isArray, isObject, type Json, jsonBytes } from '../../json';
import type { ChildResult as WrittenChild } from '../../services';

/** One item as a reader yields it. */
export interface Item {
  readonly value: Json;
  /** Member name, for items from an object. */
  readonly key?: string;
  /** `STATE_DATA` or the S3 URI. */
  readonly source?: string;
}

/** Items one by one, at once where that is possible. */
export interface ItemSource {
  next(): IteratorResult<Item, unknown> | Promise<IteratorResult<Item, unknown>>;
}

/** Reads and writes what lies outside the state's own input; filled by lib/services. */
export interface MapRunData {
  /** Opens an ItemReader. Errors that the iteration throws and that carry `error` and `cause` fail the run with them. */
  open(call: MapRunCall): ItemSource;
  /** Opens a ResultWriter, or none where the call has none to an outside place. */
  writer(call: MapRunCall): ResultSink | undefined;
}

/** Takes what became of each child and gives the state's result. */
export interface ResultSink {
  add(child: ChildResult): void;
  /** @param pending items that were never started */
  close(pending: number): Json;
}

/** A child execution that has ended, and how many items it had. */
export interface ChildResult extends WrittenChild {
  readonly itemCount: number;
}

/** One child's input. */
export interface Portion {
  readonly index: number;
  readonly input: Json;
  readonly itemCount: number;
  readonly first: Item;
}

const stateSource = 'STATE_DATA';
/** Bytes of a child's input when the batcher names no smaller limit. */
const batchBytesMax = 262_144;

export function* stateItems(value: Json): Generator<Item> {
  if (isArray(value)) for (const item of value) yield { value: item, source: stateSource };
  else if (isObject(value)) {
    for (const key of Object.keys(value))
      yield { value: { Key: key, Value: value[key] as Json }, key, source: stateSource };
  }
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

/** Gives the portions of a run in order. Synchronous while its source is. */
export class Portions {
  readonly #call: MapRunCall;
  readonly #source: ItemSource;
  #index = 0;
  #itemIndex = 0;
  #held: Selected | undefined;
  done = false;

  constructor(call: MapRunCall, source: ItemSource) {
    this.#call = call;
    this.#source = source;
  }

  /** The next child's input; undefined when there are no more. */
  next(): Portion | undefined | Promise<Portion | undefined> {
    const { batcher } = this.#call;
    if (this.done) return undefined;
    if (batcher === undefined) {
      const read = this.#read();
      return read instanceof Promise ? read.then((item) => this.#single(item)) : this.#single(read);
    }
    return this.#batch({ items: [], bytes: 0, first: undefined });
  }

  #single(read: Selected | undefined): Portion | undefined {
    if (read === undefined) return undefined;
    return { index: this.#index++, input: read.selected, itemCount: 1, first: read.item };
  }

  /** Fills a batch until an item does not fit; that item begins the next one. */
  #batch(batch: Batch): Portion | undefined | Promise<Portion | undefined> {
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
    const bytesMax = Math.min(this.#call.batcher?.maxBytes ?? batchBytesMax, batchBytesMax);
    if (batch.items.length > 0 && batch.bytes + size > bytesMax) {
      this.#held = read;
      return false;
    }
    batch.items.push(read.selected);
    batch.bytes += size;
    batch.first ??= read.item;
    return true;
  }

  #close({ items, first }: Batch): Portion | undefined {
    if (first === undefined) return undefined;
    const batchInput = this.#call.batcher?.batchInput;
    const input: Json = batchInput === undefined ? { Items: items } : { BatchInput: batchInput, Items: items };
    return { index: this.#index++, input, itemCount: items.length, first };
  }

  #read(): Selected | undefined | Promise<Selected | undefined> {
    const held = this.#held;
    if (held !== undefined) {
      this.#held = undefined;
      return held;
    }
    const step = this.#source.next();
    return step instanceof Promise ? step.then((result) => this.#select(result)) : this.#select(step);
  }

  #select(step: IteratorResult<Item, unknown>): Selected | undefined {
    if (step.done === true) {
      this.done = true;
      return undefined;
    }
    const item = step.value;
    return { item, selected: this.#call.select(item.value, this.#itemIndex++, item.key, item.source) };
  }
}
