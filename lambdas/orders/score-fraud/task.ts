import { type TaskInput, totalOf } from '../order';

/** How likely an order is a fraud. */
export interface FraudScore {
  /** 0 (surely honest) to 1 (surely fraud), two decimals. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Signals with their weight; the score is their sum, at most 1. */
const signals: readonly { readonly reason: string; readonly weight: number; applies(input: TaskInput): boolean }[] = [
  { reason: 'no e-mail address', weight: 0.3, applies: ({ order }) => !order.customer.email },
  {
    reason: 'more than 20 of one product',
    weight: 0.4,
    applies: ({ order }) => order.items.some((item) => item.quantity > 20),
  },
  { reason: 'total above 10,000', weight: 0.3, applies: ({ order }) => totalOf(order) > 1_000_000 },
];

/** Scores an order by a few fixed signals. */
export function scoreFraud(input: TaskInput): FraudScore {
  const found = signals.filter((signal) => signal.applies(input));
  const score = Math.min(
    1,
    found.reduce((sum, signal) => sum + signal.weight, 0),
  );
  return { score: Math.round(score * 100) / 100, reasons: found.map((signal) => signal.reason) };
}
