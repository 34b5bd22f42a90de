// First in, first out. Taking the first of a long array moves all the others; here that happens once in as many takings as
// there are others.

/** Places in front that are worth giving back. */
const emptyMin = 1024;

export class Queue<T> {
  #all: (T | undefined)[];
  #first = 0;

  constructor(all: Iterable<T> = []) {
    this.#all = [...all];
  }

  get size(): number {
    return this.#all.length - this.#first;
  }

  push(one: T): void {
    this.#all.push(one);
  }

  shift(): T | undefined {
    if (this.#first === this.#all.length) return undefined;
    const one = this.#all[this.#first];
    this.#all[this.#first++] = undefined;
    if (this.#first > emptyMin && this.#first > this.#all.length / 2) {
      this.#all = this.#all.slice(this.#first);
      this.#first = 0;
    }
    return one;
  }

  *values(): Generator<T> {
    for (let place = this.#first; place < this.#all.length; place++) yield this.#all[place] as T;
  }
}
