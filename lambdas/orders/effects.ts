// Effects happen once per key, whatever is retried, redriven or started twice. The table of the orders holds one item per
// effect beside the order's own (pk = order id, sk = effect). A provider is asked with the same key at every attempt;
// here its answer is recorded, and a compensation leaves a mark that stops an attempt which comes too late.
import { EffectCancelled } from './errors';

export type EffectStatus = 'DONE' | 'CANCELLED';

/** What is recorded about one effect. */
export interface EffectRecord {
  readonly status: EffectStatus;
  readonly result: unknown;
}

/** Where effects are recorded. */
export interface EffectStore {
  /** The record of an effect, or undefined. */
  read(orderId: string, effect: string): Promise<EffectRecord | undefined>;
  /** Records an effect if `expected` is its present status (undefined: no record); tells whether it did. */
  write(orderId: string, effect: string, record: EffectRecord, expected: EffectStatus | undefined): Promise<boolean>;
}

/** Lets `act` happen unless it is recorded already; every caller gets the result of the attempt that was recorded. */
export async function once<T>(store: EffectStore, orderId: string, effect: string, act: () => T): Promise<T> {
  const known = await store.read(orderId, effect);
  if (known !== undefined) return resultOf(known, orderId, effect);
  const result = act();
  if (await store.write(orderId, effect, { status: 'DONE', result }, undefined)) return result;
  const winner = await store.read(orderId, effect);
  return winner === undefined ? result : resultOf(winner, orderId, effect);
}

function resultOf<T>(record: EffectRecord, orderId: string, effect: string): T {
  if (record.status === 'CANCELLED') throw new EffectCancelled(`${orderId}/${effect}`);
  return record.result as T;
}

/** Undoes an effect if it happened, and keeps a late attempt from recording it; tells whether there was something to undo. */
export async function undo<T>(
  store: EffectStore,
  orderId: string,
  effect: string,
  act: (result: T) => void,
): Promise<boolean> {
  if (await store.write(orderId, effect, { status: 'CANCELLED', result: null }, undefined)) return false;
  const known = await store.read(orderId, effect);
  if (known === undefined || known.status === 'CANCELLED') return false;
  act(known.result as T);
  await store.write(orderId, effect, { status: 'CANCELLED', result: known.result }, 'DONE');
  return true;
}
