import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { countRows } from '../metrics';
import type { Results } from '../pipeline';
import { Elements } from './elements';
import { itemsOf, outputOf, resultKeys, Totals } from './task';

const s3 = new S3Client({});

/** Where a Distributed Map wrote its results. */
interface Written {
  readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
}

export const handler = async ({ transform }: { readonly transform: Written }): Promise<Results> => {
  const { Bucket, Key } = transform.ResultWriterDetails;
  let text = '';
  for await (const piece of read(Bucket, Key)) text += piece;
  const manifest = JSON.parse(text);
  const totals = new Totals();
  for (const key of resultKeys(manifest, 'SUCCEEDED'))
    for await (const child of children(Bucket, key)) totals.add(outputOf(child));
  for (const key of resultKeys(manifest, 'FAILED', 'TIMED_OUT'))
    for await (const child of children(Bucket, key)) totals.addFailed(itemsOf(child));
  return countRows(totals.results);
};

/** The children in a result file, one after the other. */
async function* children(bucket: string, key: string): AsyncGenerator<string> {
  const elements = new Elements();
  for await (const piece of read(bucket, key)) yield* elements.push(piece);
}

async function* read(bucket: string, key: string): AsyncGenerator<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const decoder = new TextDecoder();
  for await (const chunk of Body as AsyncIterable<Uint8Array>) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
