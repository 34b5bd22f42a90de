import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { BatchResult, Results } from '../pipeline';
import { addUp, outputsIn, resultKeys } from './task';

const s3 = new S3Client({});

/** Either the results themselves (inline Map) or where a Distributed Map wrote them. */
type Transformed =
  | readonly BatchResult[]
  | { readonly ResultWriterDetails: { readonly Bucket: string; readonly Key: string } };

export const handler = async ({ transform }: { readonly transform: Transformed }): Promise<Results> => {
  if (!('ResultWriterDetails' in transform)) return addUp(transform);
  const { Bucket, Key } = transform.ResultWriterDetails;
  const batches: BatchResult[] = [];
  for (const key of resultKeys(JSON.parse(await read(Bucket, Key))))
    batches.push(...outputsIn(await read(Bucket, key)));
  return addUp(batches);
};

async function read(bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Body!.transformToString();
}
