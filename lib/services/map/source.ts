// Items pulled one at a time. What has been read is given at once; only the next piece of a file has to be waited for.
import type { Json } from '../../json';
import type { Gauge } from './bytes';
import { parseItem } from './decoder';

/** One item of a Map Run. */
export interface Item {
  readonly value: Json;
  /** The value's JSON, where the file has it as such. */
  readonly text?: string;
  /** The S3 URI that it came from. */
  readonly source: string;
}

/** Answers at once where it can; undefined after the last. */
export interface ItemSource {
  next(): Item | undefined | Promise<Item | undefined>;
  /** How much has been read, from 0 to 1; undefined where nobody knows. */
  share?(): number | undefined;
}

/** Items in groups, as pieces of files give them: values, or texts that are parsed when their turn comes. */
export type Group = { readonly source: string } & (
  | { readonly values: readonly Json[]; readonly texts?: never }
  | { readonly texts: readonly string[]; readonly values?: never }
);
export type Groups = AsyncIterator<Group, unknown>;

/** @param limit MaxItems; undefined for all */
export class GroupedSource implements ItemSource {
  readonly #groups: Groups;
  #source = '';
  #values: readonly Json[] | undefined;
  #texts: readonly string[] | undefined;
  #size = 0;
  #at = 0;
  #left: number;
  #given = 0;
  readonly #where = (): string => `item ${this.#given} of ${this.#source}`;
  readonly #gauge: Gauge;

  constructor(groups: Groups, limit: number | undefined, gauge: Gauge) {
    this.#groups = groups;
    this.#gauge = gauge;
    this.#left = limit ?? Number.POSITIVE_INFINITY;
  }

  share(): number | undefined {
    const { size, read } = this.#gauge;
    return size === 0 ? undefined : Math.min(1, read / size);
  }

  next(): Item | undefined | Promise<Item | undefined> {
    if (this.#left === 0) return this.#over();
    if (this.#at === this.#size) return this.#more();
    const at = this.#at++;
    this.#left--;
    if (this.#texts === undefined) return { value: this.#values?.[at] as Json, source: this.#source };
    const text = this.#texts[at] as string;
    this.#given++;
    return { value: parseItem(text, this.#where), text, source: this.#source };
  }

  async #more(): Promise<Item | undefined> {
    for (;;) {
      const { done, value } = await this.#groups.next();
      if (done === true) return undefined;
      const { source, values, texts } = value as Group;
      this.#source = source;
      this.#values = values;
      this.#texts = texts;
      this.#size = (values ?? texts).length;
      this.#at = 0;
      if (this.#size > 0) return this.next();
    }
  }

  /** MaxItems is reached: the file is closed before its end. */
  async #over(): Promise<undefined> {
    this.#values = undefined;
    this.#texts = undefined;
    await this.#groups.return?.();
    return undefined;
  }
}
