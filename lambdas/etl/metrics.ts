// What an ETL run is measured by: rows in, out, rejected and in quarantine, items that failed.
import { putMetrics } from '../metrics';
import type { Results } from './pipeline';

/** Writes what came out of a run to the metrics, and gives it back. */
export function countRows(results: Results): Results {
  const { rowsIn, rowsOut, rejected, failedItems } = results;
  putRows({ RowsIn: rowsIn, RowsOut: rowsOut, RowsRejected: rejected, FailedItems: failedItems });
  return results;
}

/** Writes counts to the metrics of the pipeline. */
export function putRows(counts: Readonly<Record<string, number>>): void {
  putMetrics({
    namespace: 'Stepwright/Etl',
    dimensions: { Pipeline: process.env.PIPELINE! },
    values: Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, { value, unit: 'Count' }])),
  });
}
