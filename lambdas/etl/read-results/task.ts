import type { BatchResult, Results } from '../pipeline';

/** How many reasons are kept: people read a few. */
const reasonsMax = 10;

/** Adds batches up, one after the other. */
export class Totals {
  #rowsIn = 0;
  #rowsOut = 0;
  #rejected = 0;
  #failedItems = 0;
  readonly #reasons = new Set<string>();

  add({ rowsIn, rowsOut, rejected }: BatchResult): void {
    this.#rowsIn += rowsIn;
    this.#rowsOut += rowsOut;
    this.#rejected += rejected.length;
    for (const { reason } of rejected) if (this.#reasons.size < reasonsMax) this.#reasons.add(reason);
  }

  /** Items of a batch that failed and was tolerated. */
  addFailed(items: number): void {
    this.#failedItems += items;
  }

  get results(): Results {
    return {
      rowsIn: this.#rowsIn,
      rowsOut: this.#rowsOut,
      rejected: this.#rejected,
      failedItems: this.#failedItems,
      reasons: [...this.#reasons],
    };
  }
}

/** Adds the batches up. */
export function addUp(batches: readonly BatchResult[]): Results {
  const totals = new Totals();
  for (const batch of batches) totals.add(batch);
  return totals.results;
}

interface Manifest {
  readonly ResultFiles?: { readonly [status: string]: readonly { readonly Key: string }[] };
}

/** Keys of the files that a Distributed Map's manifest names for children that ended so. */
export function resultKeys(manifest: Manifest, ...statuses: readonly string[]): readonly string[] {
  return statuses.flatMap((status) => (manifest.ResultFiles?.[status] ?? []).map((file) => file.Key));
}

/** Output of a child in a file of succeeded ones. */
export function outputOf(child: string): BatchResult {
  const { Output } = JSON.parse(child) as { readonly Output: string };
  return JSON.parse(Output) as BatchResult;
}

/** How many items a child was given. */
export function itemsOf(child: string): number {
  const { Input = '{}' } = JSON.parse(child) as { readonly Input?: string };
  const { Items } = JSON.parse(Input) as { readonly Items?: readonly unknown[] };
  return Items?.length ?? 1;
}
