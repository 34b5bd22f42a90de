import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { countRows } from '../metrics';
import type { BatchResult, Results } from '../pipeline';
import { addUp, itemsIn, outputsIn, resultKeys } from './task';

const s3 = new S3Client({});

/** Where a Distributed Map wrote its results. */
interface Written {
  readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string };
}

export const handler = async ({ transform }: { readonly transform: Written }): Promise<Results> => {
  const { Bucket, Key } = transform.ResultWriterDetails;
  const manifest = JSON.parse(await read(Bucket, Key));
  const batches: BatchResult[] = [];
  for (const key of resultKeys(manifest, 'SUCCEEDED')) batches.push(...outputsIn(await read(Bucket, key)));
  let failedItems = 0;
  for (const key of resultKeys(manifest, 'FAILED', 'TIMED_OUT')) failedItems += itemsIn(await read(Bucket, key));
  return countRows(addUp(batches, failedItems));
};

async function read(bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body!.transformToString();
}
