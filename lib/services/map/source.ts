// Items pulled one at a time. What has been read is given at once; only the next piece of a file has to be waited for.
import type { Json } from '../../json';

/** One item of a Map Run. */
export interface Item {
  readonly value: Json;
  /** The S3 URI that it came from. */
  readonly source: string;
}

/** An iterator that answers at once where it can. */
export interface ItemSource {
  next(): IteratorResult<Item, undefined> | Promise<IteratorResult<Item, undefined>>;
}

/** Items in groups, as pieces of files give them. */
export type Groups = AsyncIterator<readonly Item[], unknown>;

/** @param limit MaxItems; undefined for all */
export class GroupedSource implements ItemSource {
  readonly #groups: Groups;
  #group: readonly Item[] = [];
  #at = 0;
  #left: number;

  constructor(groups: Groups, limit: number | undefined) {
    this.#groups = groups;
    this.#left = limit ?? Number.POSITIVE_INFINITY;
  }

  next(): IteratorResult<Item, undefined> | Promise<IteratorResult<Item, undefined>> {
    if (this.#left === 0) return this.#over();
    const item = this.#group[this.#at];
    if (item === undefined) return this.#more();
    this.#at++;
    this.#left--;
    return { done: false, value: item };
  }

  async #more(): Promise<IteratorResult<Item, undefined>> {
    for (;;) {
      const { done, value } = await this.#groups.next();
      if (done === true) return { done: true, value: undefined };
      this.#group = value as readonly Item[];
      this.#at = 0;
      if (this.#group.length > 0) return this.next();
    }
  }

  /** MaxItems is reached: the file is closed before its end. */
  async #over(): Promise<IteratorResult<Item, undefined>> {
    this.#group = [];
    this.#left = 0;
    await this.#groups.return?.();
    return { done: true, value: undefined };
  }
}
