import { countRows } from '../metrics';
import type { BatchResult, Results } from '../pipeline';
import { addUp } from '../read-results/task';

export const handler = async ({ transform }: { readonly transform: readonly BatchResult[] }): Promise<Results> =>
  countRows(addUp(transform));
