import type { BatchResult, Item } from '../pipeline';

export interface BatchInput {
  readonly Items: readonly Item[];
}

/** A clean row: trimmed texts, numbers as numbers. */
export interface CleanRow {
  readonly id: string;
  readonly [member: string]: unknown;
}

/** Cleans the rows of a batch; what has no id is rejected with the reason. */
export function transformBatch({ Items }: BatchInput): BatchResult & { readonly rows: readonly CleanRow[] } {
  const rows: CleanRow[] = [];
  const rejected: { row: unknown; reason: string }[] = [];
  for (const item of Items) {
    const row = Object.fromEntries(Object.entries(item).map(([name, value]) => [name.trim(), clean(value)]));
    if (typeof row.id === 'string' && row.id !== '') rows.push(row as CleanRow);
    else if (typeof row.id === 'number') rows.push({ ...row, id: String(row.id) });
    else rejected.push({ row: item, reason: 'id is missing' });
  }
  return { rowsIn: Items.length, rowsOut: rows.length, rejected, rows };
}

function clean(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
