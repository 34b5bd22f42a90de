// The history of one execution, packed. Events are the largest cost of a tight loop: of the kinds that most histories are
// made of, the log keeps what differs from event to event and makes the event for those who look.
import type { EpochMs } from './entries';
import type { Frame, HistoryEvent } from './events';

/** Events in order; event n stands at index n - 1. An array is one. */
export interface History extends Iterable<HistoryEvent> {
  readonly length: number;
  /** The event at an index, from the end where it is negative; undefined outside. */
  at(index: number): HistoryEvent | undefined;
  slice(from?: number, to?: number): HistoryEvent[];
}

/** Where an event stands, whatever its kind. */
export interface Head {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: EpochMs;
  readonly frame: Frame;
}

/** What the events of one kind and place have in common. */
export interface EventKind<Fact = unknown> {
  /** The event, from what was kept of it. */
  event(head: Head, fact: Fact): HistoryEvent;
}

/** A rare event: kept as it is. */
const whole: EventKind = { event: (_head, fact) => fact as HistoryEvent };

/** Slots of an event: kind, frame, predecessor, fact. Its id is its place. */
const width = 4;
/**
 * Events of a page. A page is young while it is filled: V8 notes each young value that is stored in an old array, which costs
 * more than the event itself.
 */
const pageEvents = 16;
const pageSlots = pageEvents * width;

interface Move {
  /** Index of the first event after it. */
  readonly from: number;
  readonly at: EpochMs;
}

export class EventLog implements History {
  /** The page that is being filled, its next free slot, and the pages before it. */
  #page: unknown[] = new Array(pageSlots);
  #slot = 0;
  #full: unknown[][] | undefined;
  #length = 0;
  #now: EpochMs = 0;
  /** Where the clock moved, and to when. Under a virtual clock it seldom does. */
  #moves: Move[] | undefined;

  get length(): number {
    return this.#length;
  }

  /** What is added from now on happens at that time. */
  clock(at: EpochMs): void {
    if (at === this.#now) return;
    if (this.#length > 0) {
      this.#moves ??= [{ from: 0, at: this.#now }];
      if (this.#moves.at(-1)?.from === this.#length) this.#moves.pop();
      this.#moves.push({ from: this.#length, at });
    }
    this.#now = at;
  }

  add<Fact>(kind: EventKind<Fact>, frame: Frame, previousEventId: number, fact: Fact): void {
    let slot = this.#slot;
    if (slot === pageSlots) {
      this.#full ??= [];
      this.#full.push(this.#page);
      this.#page = new Array(pageSlots);
      slot = 0;
    }
    const page = this.#page;
    page[slot] = kind;
    page[slot + 1] = frame;
    page[slot + 2] = previousEventId;
    page[slot + 3] = fact;
    this.#slot = slot + width;
    this.#length++;
  }

  addWhole(event: HistoryEvent): void {
    this.add(whole, event.frame, event.previousEventId, event);
  }

  at(index: number): HistoryEvent | undefined {
    const place = index < 0 ? this.#length + index : index;
    return place >= 0 && place < this.#length ? this.#event(place, this.#timeOf(place)) : undefined;
  }

  slice(from = 0, to = this.#length): HistoryEvent[] {
    const events: HistoryEvent[] = [];
    const moves = this.#moves;
    const end = this.#placeOf(to);
    let place = this.#placeOf(from);
    let move = this.#moveAt(place);
    for (; place < end; place++) {
      while (moves !== undefined && (moves[move + 1]?.from ?? end) <= place) move++;
      events.push(this.#event(place, moves === undefined ? this.#now : (moves[move] as Move).at));
    }
    return events;
  }

  [Symbol.iterator](): Iterator<HistoryEvent> {
    return this.slice()[Symbol.iterator]();
  }

  toJSON(): readonly HistoryEvent[] {
    return this.slice();
  }

  /** As Array.prototype.slice counts: from the end where negative, within the log. */
  #placeOf(index: number): number {
    return Math.max(0, Math.min(this.#length, index < 0 ? this.#length + index : index));
  }

  #timeOf(place: number): EpochMs {
    return this.#moves === undefined ? this.#now : (this.#moves[this.#moveAt(place)] as Move).at;
  }

  /** Which move of the clock was the last before an event. */
  #moveAt(place: number): number {
    const moves = this.#moves;
    let low = 0;
    let high = (moves?.length ?? 1) - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (((moves as Move[])[middle] as Move).from <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #event(place: number, timestamp: EpochMs): HistoryEvent {
    const page = this.#full?.[Math.floor(place / pageEvents)] ?? this.#page;
    const slot = (place % pageEvents) * width;
    const head: Head = {
      id: place + 1,
      previousEventId: page[slot + 2] as number,
      timestamp,
      frame: page[slot + 1] as Frame,
    };
    return (page[slot] as EventKind).event(head, page[slot + 3]);
  }
}
