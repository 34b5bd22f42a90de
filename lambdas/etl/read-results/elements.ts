/**
 * The elements of a JSON array that comes piece by piece, each as its text: a result file may be larger than the memory of a
 * function. Nothing but the element at hand is kept.
 */
export class Elements {
  #text = '';
  /** Where the scan goes on. */
  #at = 0;
  /** Where the element at hand begins. */
  #start = -1;
  #depth = 0;
  #inText = false;

  /** Elements that end in this piece. */
  *push(piece: string): Generator<string> {
    this.#text += piece;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (this.#inText) {
        if (character === '\\') this.#at++;
        else if (character === '"') this.#inText = false;
      } else if (character === '"') this.#inText = true;
      else if (character === '{' || character === '[') {
        this.#depth++;
        if (this.#depth === 2) this.#start = this.#at;
      } else if (character === '}' || character === ']') {
        this.#depth--;
        if (this.#depth === 1) yield this.#text.slice(this.#start, this.#at + 1);
        if (this.#depth === 1) this.#start = -1;
      }
    }
    // What has been given out, or lies between elements, is not needed any more.
    const kept = this.#start < 0 ? this.#text.length : this.#start;
    this.#text = this.#text.slice(kept);
    this.#at -= kept;
    if (this.#start >= 0) this.#start = 0;
  }
}
