import type { BatchResult, Results } from '../pipeline';

/** How many reasons are kept: people read a few. */
const reasonsMax = 10;

/** Adds the batches up. */
export function addUp(batches: readonly BatchResult[], failedItems = 0): Results {
  const reasons = batches.flatMap((batch) => batch.rejected.map((one) => one.reason));
  return {
    rowsIn: batches.reduce((sum, batch) => sum + batch.rowsIn, 0),
    rowsOut: batches.reduce((sum, batch) => sum + batch.rowsOut, 0),
    rejected: reasons.length,
    failedItems,
    reasons: [...new Set(reasons)].slice(0, reasonsMax),
  };
}

interface Manifest {
  readonly ResultFiles?: { readonly [status: string]: readonly { readonly Key: string }[] };
}

/** Keys of the files that a Distributed Map's manifest names for children that ended so. */
export function resultKeys(manifest: Manifest, ...statuses: readonly string[]): readonly string[] {
  return statuses.flatMap((status) => (manifest.ResultFiles?.[status] ?? []).map((file) => file.Key));
}

/** Outputs of the children in a file of succeeded ones. */
export function outputsIn(text: string): readonly BatchResult[] {
  return (JSON.parse(text) as { readonly Output: string }[]).map((child) => JSON.parse(child.Output) as BatchResult);
}

/** How many items the children in a file were given. */
export function itemsIn(text: string): number {
  const inputs = (JSON.parse(text) as { readonly Input?: string }[]).map(({ Input }) => JSON.parse(Input ?? '{}'));
  return inputs.reduce<number>(
    (sum, input: { readonly Items?: readonly unknown[] }) => sum + (input.Items?.length ?? 1),
    0,
  );
}
