import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Item, Plan } from '../pipeline';
import { type PlanRunInput, planRun } from './task';

const s3 = new S3Client({});

export const handler = async (input: PlanRunInput): Promise<Plan> =>
  planRun(input, input.input.items ?? (await newObjects()));

async function newObjects(): Promise<readonly Item[]> {
  const { SOURCE_BUCKET: bucket, SOURCE_PREFIX: prefix } = process.env;
  if (bucket === undefined) return [];
  const items: Item[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      items.push({ bucket, key: Key!, size: Size ?? 0, modified: LastModified!.toISOString() });
    }
  }
  return items;
}
