import { putRows } from '../metrics';
import type { Results } from '../pipeline';
import { checkQuality, type Quality } from './task';

const limits = {
  minRows: Number(process.env.MIN_ROWS ?? 1),
  quarantineAbove: Number(process.env.QUARANTINE_ABOVE ?? 1),
  failAbove: Number(process.env.FAIL_ABOVE ?? 10),
};

export const handler = async ({ results }: { readonly results: Results }): Promise<Quality> => {
  const quality = checkQuality(results, limits);
  putRows({ RowsQuarantined: quality.verdict === 'QUARANTINE' ? results.rowsIn : 0 });
  return quality;
};
