// Writes a CSV file of orders into the bucket of the sample EtlRows, for `stepwright run EtlRows --s3 <folder>`:
//   node docs/etl/make-rows.mjs <folder> [rows] [bad rows in a thousand]
// A bad row has no id; the pipeline rejects it, and its quality gate looks at how many there are.
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [folder, rows = '1000000', bad = '2'] = process.argv.slice(2);
if (folder === undefined) throw new Error('name a folder for the buckets');
const bucket = join(folder, 'etl-rows-123456789012-us-east-1', 'incoming');
mkdirSync(bucket, { recursive: true });
const names = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Tony, Jr.', 'Leslie "LaTeX"'];

function* lines() {
  yield 'id,name,amount,modified\n';
  for (let row = 0; row < Number(rows); row++) {
    // Every thousand rows begin with the bad ones.
    const id = row % 1000 < Number(bad) ? '' : String(1_000_000 + row);
    const name = names[row % names.length].replaceAll('"', '""');
    yield `${id},"${name}",${(row % 10_000) / 100},2026-01-05T08:00:00Z\n`;
  }
}
await pipeline(Readable.from(lines()), createWriteStream(join(bucket, 'rows.csv')));
console.log(`${rows} rows in ${join(bucket, 'rows.csv')}`);
