// What an execution would cost on AWS. Prices are parameters: they differ by region and change.
import type { StateMachineType } from '../asl';
import type { Trace } from './trace';

/** US dollars. */
export interface Prices {
  /** Standard: one state transition. */
  readonly perTransition: number;
  /** Express: one request. */
  readonly perRequest: number;
  /** Express: one gigabyte-second of the first tier. */
  readonly perGigabyteSecond: number;
}

/** List prices of us-east-1, without free tier. */
export const listPrices: Prices = {
  perTransition: 0.000025,
  perRequest: 0.000001,
  perGigabyteSecond: 0.00001667,
};

export interface Cost {
  readonly usd: number;
  /** Standard: states entered, retries and redrives; each is billed. */
  readonly transitions: number;
  /** Express: duration as billed, rounded up to 100 ms. */
  readonly billedMs: number;
}

const billedStepMs = 100;
/** Express bills memory in chunks of 64 MB; the smallest is what a machine with small payloads uses. */
const billedGigabytes = 64 / 1024;

/** The price of an execution: per transition for Standard; per request, duration and the smallest memory for Express. */
export function cost(tree: Trace, type: StateMachineType, prices: Prices = listPrices): Cost {
  const transitions = tree.entered + tree.retries + tree.redrives;
  const elapsed = (tree.endedAt ?? tree.lastAt ?? 0) - (tree.startedAt ?? 0);
  const billedMs = Math.ceil(elapsed / billedStepMs) * billedStepMs;
  const usd =
    type === 'STANDARD'
      ? transitions * prices.perTransition
      : prices.perRequest + (billedMs / 1000) * billedGigabytes * prices.perGigabyteSecond;
  return { usd, transitions, billedMs };
}
