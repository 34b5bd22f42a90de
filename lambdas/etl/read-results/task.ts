import type { BatchResult, Results } from '../pipeline';

/** How many reasons are kept: people read a few. */
const reasonsMax = 10;

/** Adds the batches up. */
export function addUp(batches: readonly BatchResult[]): Results {
  const reasons = batches.flatMap((batch) => batch.rejected.map((one) => one.reason));
  return {
    rowsIn: batches.reduce((sum, batch) => sum + batch.rowsIn, 0),
    rowsOut: batches.reduce((sum, batch) => sum + batch.rowsOut, 0),
    rejected: reasons.length,
    reasons: [...new Set(reasons)].slice(0, reasonsMax),
  };
}

/** Keys of the result files that a manifest of a Distributed Map names. */
export function resultKeys(manifest: {
  readonly ResultFiles?: { readonly SUCCEEDED?: readonly { readonly Key: string }[] };
}): readonly string[] {
  return (manifest.ResultFiles?.SUCCEEDED ?? []).map((file) => file.Key);
}

/** Outputs of the children in a result file. */
export function outputsIn(text: string): readonly BatchResult[] {
  return (JSON.parse(text) as { readonly Output: string }[]).map((child) => JSON.parse(child.Output) as BatchResult);
}
