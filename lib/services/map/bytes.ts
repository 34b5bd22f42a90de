// The bytes of an object, unpacked if its name says that it is packed.
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { load } from '../load';
import type { Objects } from '../s3/objects';
import { ServiceError } from '../service-error';
import { readerFailed } from './failure';

/** An object to read from. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export function uri({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

/** Fails the reader if the object is not there. */
export function checkThere(objects: Objects, { bucket, key }: Place): void {
  try {
    objects.head({ Bucket: bucket, Key: key });
  } catch (error) {
    if (error instanceof ServiceError)
      throw readerFailed(
        `${error.message} (Service: S3, Status Code: ${error.status}, Bucket: ${bucket}, Key: ${key})`,
      );
    throw error;
  }
}

/** How far a source has been read: bytes, or rows. */
export interface Gauge {
  /** 0 where nobody knows how much there is. */
  size: number;
  read: number;
}

/** The object's text in pieces: UTF-8, unpacked by its extension (.gz, .gzip, .zst, .zstd). */
export async function* textOf(objects: Objects, place: Place, gauge?: Gauge): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const piece of bytesOf(objects, place, gauge)) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const last = decoder.decode();
  if (last !== '') yield last;
}

function bytesOf(objects: Objects, place: Place, gauge: Gauge | undefined): AsyncIterable<Uint8Array> {
  checkThere(objects, place);
  const stream = objects.blobs.stream(place.bucket, place.key);
  const packed = gauge === undefined ? stream : gauged(stream, gauge);
  if (/\.gz(ip)?$/i.test(place.key)) return gunzip(packed, place);
  if (/\.zstd?$/i.test(place.key)) return unzstd(packed, place);
  return packed;
}

async function* gauged(stream: AsyncIterable<Uint8Array>, gauge: Gauge): AsyncIterable<Uint8Array> {
  for await (const piece of stream) {
    gauge.read += piece.length;
    yield piece;
  }
}

async function* gunzip(packed: AsyncIterable<Uint8Array>, place: Place): AsyncIterable<Uint8Array> {
  const stream = createGunzip();
  // The error reaches the loop below through the stream; the callback only keeps it from being thrown elsewhere.
  pipeline(packed, stream, () => {});
  try {
    for await (const piece of stream) yield piece;
  } catch (error) {
    throw readerFailed(`${uri(place)} is not a GZIP file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function* unzstd(packed: AsyncIterable<Uint8Array>, place: Place): AsyncIterable<Uint8Array> {
  const { Decompress } = (await load('fzstd')) as typeof import('fzstd');
  let unpacked: Uint8Array[] = [];
  const stream = new Decompress((piece) => void unpacked.push(piece));
  try {
    for await (const piece of packed) {
      stream.push(piece);
      yield* unpacked;
      unpacked = [];
    }
    stream.push(new Uint8Array(), true);
  } catch (error) {
    throw readerFailed(
      `${uri(place)} is not a Zstandard file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  yield* unpacked;
}
