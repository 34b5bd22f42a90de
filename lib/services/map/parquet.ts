// Parquet files as items: one object per row, row group by row group.
import { isArray, isObject, type Json } from '../../json';
import { load } from '../load';
import type { Objects } from '../s3/objects';
import { checkThere, type Gauge, type Place, uri } from './bytes';
import { readerFailed } from './failure';

/** Limits of the service: bytes of one row group, of the footer. */
const rowGroupBytesMax = 268_435_456;
const footerBytesMax = 5_242_880;

/** The rows of a file, in groups. */
export async function* parquetRows(objects: Objects, place: Place, gauge?: Gauge): AsyncGenerator<Json[]> {
  checkThere(objects, place);
  const parquet = (await load('hyparquet')) as typeof import('hyparquet');
  const { compressors } = (await load('hyparquet-compressors')) as typeof import('hyparquet-compressors');
  const size = objects.blobs.head(place.bucket, place.key)?.size ?? 0;
  const file = {
    byteLength: size,
    slice: (start: number, end = size): ArrayBuffer =>
      copied(objects.blobs.slice(place.bucket, place.key, start < 0 ? size + start : start, end)),
  };
  checkFooter(objects, place, size);
  const metadata = await guarded(place, () => parquet.parquetMetadataAsync(file));
  if (gauge !== undefined) gauge.size = Number(metadata.num_rows);
  let row = 0;
  for (const group of metadata.row_groups) {
    if (Number(group.total_byte_size) > rowGroupBytesMax)
      throw readerFailed(`A row group of ${uri(place)} exceeds the maximum size of 256 MB.`);
    const rowEnd = row + Number(group.num_rows);
    const rowStart = row;
    const rows = await guarded(place, () =>
      parquet.parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors }),
    );
    yield rows.map((one) => jsonOf(one));
    row = rowEnd;
    if (gauge !== undefined) gauge.read = row;
  }
}

function checkFooter(objects: Objects, place: Place, size: number): void {
  const tail = Buffer.from(objects.blobs.slice(place.bucket, place.key, Math.max(0, size - 8), size));
  if (tail.length < 8 || tail.toString('latin1', 4) !== 'PAR1')
    throw readerFailed(`${uri(place)} is not a Parquet file.`);
  if (tail.readUInt32LE(0) > footerBytesMax)
    throw readerFailed(`The footer of ${uri(place)} exceeds the maximum size of 5 MB.`);
}

async function guarded<T>(place: Place, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    throw readerFailed(`${uri(place)} cannot be read as Parquet: ${reason}`);
  }
}

function copied(bytes: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** Whole numbers beyond 2^53 become texts, times ISO texts, bytes base64. */
function jsonOf(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return typeof value === 'number' && !Number.isFinite(value) ? null : (value as Json);
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if ('toISOString' in value) return (value as Date).toISOString();
  if (isArray(value as Json)) return (value as readonly unknown[]).map(jsonOf);
  if (isObject(value as Json))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
  return null;
}
