// One queue: what is in it, what is in flight, and who comes next.
//
// Q1 A message is delivered to one receiver at a time; it comes back when its visibility timeout ends.
// Q2 In a FIFO queue a group has at most one batch in flight, and its messages come in the order they were sent.
// Q3 A message that was received maxReceiveCount times goes to the dead-letter queue instead of to a receiver.
import { isObject, type Json, type JsonObject } from '../../json';
import { number, text } from '../read';
import type { World } from '../world';
import type { Message } from './message';

/** A FIFO queue remembers deduplication ids for five minutes. */
const deduplicationMs = 300_000;

export interface Sending {
  readonly body: string;
  readonly attributes: Message['attributes'];
  readonly systemAttributes: Message['systemAttributes'];
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly delayMs: number | undefined;
  readonly from?: string;
}

export class Queue {
  readonly name: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  /** Attributes that were set, as SQS names them. */
  readonly attributes: Map<string, string>;
  tags: { [key: string]: string } = {};
  #messages: Message[] = [];
  #sequence = 0n;
  readonly #deduplicated = new Map<string, { readonly until: number; readonly message: Message }>();
  readonly #arrivals = new Set<() => void>();
  readonly #world: World;

  constructor(name: string, attributes: ReadonlyMap<string, string>, world: World) {
    this.name = name;
    this.fifo = name.endsWith('.fifo');
    this.attributes = new Map(attributes);
    this.#world = world;
    this.createdAt = world.now();
    this.modifiedAt = this.createdAt;
  }

  get visibilityMs(): number {
    return Number(this.attributes.get('VisibilityTimeout') ?? 30) * 1000;
  }

  /** Puts a message in, or finds the one that it repeats. */
  send(sending: Sending): Message {
    const now = this.#world.now();
    this.#forget(now);
    if (sending.deduplicationId !== undefined) {
      const known = this.#deduplicated.get(sending.deduplicationId);
      if (known !== undefined) return known.message;
    }
    const delayMs = sending.delayMs ?? Number(this.attributes.get('DelaySeconds') ?? 0) * 1000;
    const message: Message = {
      id: this.#world.uuid(),
      body: sending.body,
      attributes: sending.attributes,
      systemAttributes: sending.systemAttributes,
      sentAt: now,
      groupId: sending.groupId,
      deduplicationId: sending.deduplicationId,
      sequenceNumber: this.fifo ? this.#nextSequence() : undefined,
      visibleAt: now + delayMs,
      receiptHandle: undefined,
      receiveCount: 0,
      firstReceivedAt: undefined,
      from: sending.from,
    };
    this.#messages.push(message);
    if (sending.deduplicationId !== undefined) {
      this.#deduplicated.set(sending.deduplicationId, { until: now + deduplicationMs, message });
    }
    this.#arrived();
    return message;
  }

  /** Up to `max` messages, now in flight. `giveUp` takes those that were received too often (Q3). */
  receive(max: number, visibilityMs: number, maxReceives: number, giveUp: (message: Message) => void): Message[] {
    const now = this.#world.now();
    this.#forget(now);
    const blocked = this.#groupsInFlight(now);
    const taken: Message[] = [];
    for (const message of [...this.#messages]) {
      if (taken.length >= max) break;
      if (message.visibleAt > now) {
        // Q2: a delayed message holds back its group too.
        if (message.groupId !== undefined) blocked.add(message.groupId);
        continue;
      }
      if (message.groupId !== undefined && blocked.has(message.groupId)) continue;
      if (message.receiveCount >= maxReceives) {
        this.#remove(message);
        giveUp(message);
        continue;
      }
      message.receiveCount++;
      message.firstReceivedAt ??= now;
      message.receiptHandle = this.#world.uuid();
      message.visibleAt = now + visibilityMs;
      taken.push(message);
    }
    return taken;
  }

  /** Deletes by the handle of a delivery; a handle that is no longer known is no error, as in SQS. */
  delete(receiptHandle: string): void {
    const message = this.byHandle(receiptHandle);
    if (message === undefined) return;
    this.#remove(message);
    this.#arrived();
  }

  byHandle(receiptHandle: string): Message | undefined {
    return this.#messages.find((message) => message.receiptHandle === receiptHandle);
  }

  setVisibility(message: Message, ms: number): void {
    message.visibleAt = this.#world.now() + ms;
    this.#arrived();
  }

  purge(): void {
    this.#messages = [];
  }

  /** Calls back once when a message has come in, or become visible again; the returned function takes that back. */
  onceArrived(callback: () => void): () => void {
    const next = Math.min(...this.#messages.map((message) => message.visibleAt).filter((at) => at > this.#world.now()));
    const stopTimer = Number.isFinite(next) ? this.#world.after(next - this.#world.now(), () => once()) : () => {};
    const once = (): void => {
      stopTimer();
      this.#arrivals.delete(once);
      callback();
    };
    this.#arrivals.add(once);
    return () => {
      stopTimer();
      this.#arrivals.delete(once);
    };
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = this.#world.now();
    this.#forget(now);
    let visible = 0;
    let inFlight = 0;
    let delayed = 0;
    for (const message of this.#messages) {
      if (message.visibleAt <= now) visible++;
      else if (message.receiptHandle === undefined) delayed++;
      else inFlight++;
    }
    return { visible, inFlight, delayed };
  }

  #arrived(): void {
    for (const arrival of [...this.#arrivals]) arrival();
  }

  #groupsInFlight(now: number): Set<string> {
    const groups = new Set<string>();
    if (!this.fifo) return groups;
    for (const message of this.#messages) {
      if (message.groupId !== undefined && message.receiptHandle !== undefined && message.visibleAt > now) {
        groups.add(message.groupId);
      }
    }
    return groups;
  }

  #forget(now: number): void {
    for (const [id, { until }] of this.#deduplicated) {
      if (until > now) break;
      this.#deduplicated.delete(id);
    }
    const retentionMs = Number(this.attributes.get('MessageRetentionPeriod') ?? 345_600) * 1000;
    while (this.#messages.length > 0 && (this.#messages[0] as Message).sentAt + retentionMs <= now)
      this.#messages.shift();
  }

  #remove(message: Message): void {
    const index = this.#messages.indexOf(message);
    if (index >= 0) this.#messages.splice(index, 1);
  }

  #nextSequence(): string {
    this.#sequence += 256n;
    return String(18_850_000_000_000_000_000n + this.#sequence);
  }
}

/** Where messages go that were received too often, and how often that is. */
export function redrivePolicy(queue: Queue): { readonly target: string; readonly maxReceives: number } | undefined {
  const written = queue.attributes.get('RedrivePolicy');
  if (written === undefined || written === '') return undefined;
  const policy: unknown = JSON.parse(written);
  if (!isObject(policy as Json)) return undefined;
  const target = text(policy as JsonObject, 'deadLetterTargetArn');
  return target === undefined
    ? undefined
    : { target, maxReceives: number(policy as JsonObject, 'maxReceiveCount') ?? 10 };
}
