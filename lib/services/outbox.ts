// Everything that left the workflow: messages sent, notifications published, events put. A run shows it at its end.
import type { Json } from '../json';

export interface Sent {
  readonly at: number;
  /** `sqs`, `sns`, `events`, … */
  readonly service: string;
  /** Queue, topic or bus; for notifications without a topic the phone number. */
  readonly to: string;
  readonly body: Json;
  /** What else belongs to it: subject, attributes, detail type, source. */
  readonly about: { readonly [name: string]: Json };
}

export interface Outbox {
  readonly sent: readonly Sent[];
  /** Tells of everything that is sent from now on; the returned function ends that. */
  listen(listener: (sent: Sent) => void): () => void;
}

/** The most recent entries that are kept; older ones are dropped, so a server that runs for weeks does not grow. */
const keptMax = 10_000;
const droppedAtOnce = 1000;

export class OutboxLog implements Outbox {
  readonly sent: Sent[] = [];
  readonly #listeners = new Set<(sent: Sent) => void>();

  add(sent: Sent): void {
    this.sent.push(sent);
    // Dropped by the thousand: taking the first of a long array away costs as much as taking many.
    if (this.sent.length > keptMax + droppedAtOnce) this.sent.splice(0, droppedAtOnce);
    for (const listener of this.#listeners) listener(sent);
  }

  listen(listener: (sent: Sent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
