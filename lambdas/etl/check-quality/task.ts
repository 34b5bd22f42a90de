import type { Results } from '../pipeline';

export interface QualityLimits {
  readonly minRows: number;
  /** Per cent of the rows. */
  readonly quarantineAbove: number;
  /** Per cent of the rows. */
  readonly failAbove: number;
}

export interface Quality {
  readonly verdict: 'PASS' | 'QUARANTINE' | 'FAIL';
  readonly rejectedPercentage: number;
  readonly findings: readonly string[];
}

/** Decides what becomes of a run. */
export function checkQuality({ rowsIn, rowsOut, rejected }: Results, limits: QualityLimits): Quality {
  const rejectedPercentage = rowsIn === 0 ? 0 : Math.round((rejected / rowsIn) * 10_000) / 100;
  const findings: string[] = [];
  if (rowsOut < limits.minRows) findings.push(`${rowsOut} rows came out; at least ${limits.minRows} are expected`);
  if (rejectedPercentage > limits.quarantineAbove) findings.push(`${rejectedPercentage} % of the rows were rejected`);
  const fails = rowsOut < limits.minRows || rejectedPercentage > limits.failAbove;
  return { verdict: fails ? 'FAIL' : findings.length > 0 ? 'QUARANTINE' : 'PASS', rejectedPercentage, findings };
}
