import type { Item, Plan, Run } from '../pipeline';

export interface PlanRunInput {
  readonly run: Run;
  readonly input: { readonly items?: readonly Item[] };
  readonly watermark: string | null;
}

/** Keeps the items that appeared after the watermark, oldest first. */
export function planRun({ run, watermark }: PlanRunInput, candidates: readonly Item[]): Plan {
  const items = candidates
    .filter((item) => watermark === null || item.modified === undefined || item.modified > watermark)
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
  const newest = items.length === 0 ? '' : timeOf(items[items.length - 1]!);
  return { items, count: items.length, watermark: newest || watermark || run.startedAt };
}

function timeOf(item: Item): string {
  return item.modified ?? '';
}
