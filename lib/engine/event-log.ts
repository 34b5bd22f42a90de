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

export class EventLog implements History {
  readonly #pages: unknown[][] = [];
  /** The page that is being filled, and its next free slot. */
  #page: unknown[] = [];
  #slot = 0;
  #length = 0;
  /** Times as pairs: the length of the log when the clock moved, and to when. */
  readonly #times: number[] = [];

  get length(): number {
    return this.#length;
  }

  /** What is added from now on happens at that time. */
  clock(at: EpochMs): void {
    const times = this.#times;
    const last = times.length - 1;
    if (times[last] === at) return;
    if (times[last - 1] === this.length) times[last] = at;
    else times.push(this.length, at);
  }

  add<Fact>(kind: EventKind<Fact>, frame: Frame, previousEventId: number, fact: Fact): void {
    let slot = this.#slot;
    if (slot === pageEvents * width || this.#length === 0) {
      this.#page = new Array(pageEvents * width);
      this.#pages.push(this.#page);
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
    const place = index < 0 ? this.length + index : index;
    return place >= 0 && place < this.length ? this.#make(place, this.#timeAt(place)) : undefined;
  }

  slice(from = 0, to = this.length): HistoryEvent[] {
    const events: HistoryEvent[] = [];
    const times = this.#times;
    const start = this.#placeOf(from);
    const end = this.#placeOf(to);
    let time = this.#timeAt(start);
    for (let place = start; place < end; place++) {
      while ((times[time + 2] as number) <= place) time += 2;
      events.push(this.#make(place, time));
    }
    return events;
  }

  *[Symbol.iterator](): Iterator<HistoryEvent> {
    yield* this.slice();
  }

  toJSON(): readonly HistoryEvent[] {
    return this.slice();
  }

  /** As Array.prototype.slice counts: from the end where negative, within the log. */
  #placeOf(index: number): number {
    return Math.max(0, Math.min(this.length, index < 0 ? this.length + index : index));
  }

  /** Where in the list of times the event's stands. */
  #timeAt(place: number): number {
    const times = this.#times;
    let low = 0;
    let high = times.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((times[middle * 2] as number) <= place) low = middle;
      else high = middle - 1;
    }
    return low * 2;
  }

  #make(place: number, time: number): HistoryEvent {
    const page = this.#pages[Math.floor(place / pageEvents)] as unknown[];
    const slot = (place % pageEvents) * width;
    const head: Head = {
      id: place + 1,
      previousEventId: page[slot + 2] as number,
      timestamp: this.#times[time + 1] as number,
      frame: page[slot + 1] as Frame,
    };
    return (page[slot] as EventKind).event(head, page[slot + 3]);
  }
}
