// A heap of timers by due time, then by age: the order in which virtual time meets them is decided here.
import type { EpochMs } from '../engine';

export interface Timer {
  readonly due: EpochMs;
  readonly seq: number;
  readonly ring: () => void;
  /** A cancelled timer stays in the heap until it surfaces. */
  cancelled: boolean;
}

export class Timers {
  #heap: Timer[] = [];
  #seq = 0;
  #live = 0;

  get size(): number {
    return this.#live;
  }

  add(due: EpochMs, ring: () => void): Timer {
    const timer: Timer = { due, seq: this.#seq++, ring, cancelled: false };
    this.#heap.push(timer);
    this.#live++;
    this.#up(this.#heap.length - 1);
    return timer;
  }

  cancel(timer: Timer): void {
    if (timer.cancelled) return;
    timer.cancelled = true;
    this.#live--;
    if (this.#heap.length > 64 && this.#live < this.#heap.length / 2) this.#rebuild();
  }

  /** When the next live timer is due. */
  next(): EpochMs | undefined {
    this.#surface();
    return this.#heap[0]?.due;
  }

  /** Takes the next live timer out. */
  take(): Timer | undefined {
    this.#surface();
    const first = this.#heap[0];
    if (first === undefined) return undefined;
    this.#live--;
    first.cancelled = true;
    this.#remove();
    return first;
  }

  #surface(): void {
    while (this.#heap[0]?.cancelled === true) this.#remove();
  }

  #remove(): void {
    const last = this.#heap.pop() as Timer;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #rebuild(): void {
    const live = this.#heap.filter((timer) => !timer.cancelled);
    live.sort((a, b) => (before(a, b) ? -1 : 1));
    this.#heap = live;
  }

  #up(from: number): void {
    const heap = this.#heap;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(heap[place] as Timer, heap[parent] as Timer)) return;
      swap(heap, place, parent);
      place = parent;
    }
  }

  #down(from: number): void {
    const heap = this.#heap;
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && before(heap[right] as Timer, heap[left] as Timer) ? right : left;
      if (!before(heap[child] as Timer, heap[place] as Timer)) return;
      swap(heap, place, child);
      place = child;
    }
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.due !== b.due ? a.due < b.due : a.seq < b.seq;
}

function swap(heap: Timer[], a: number, b: number): void {
  const timer = heap[a] as Timer;
  heap[a] = heap[b] as Timer;
  heap[b] = timer;
}
