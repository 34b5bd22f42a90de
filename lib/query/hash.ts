// Message digests. The room is pure, so they come from a library in plain JavaScript instead of node:crypto.
import { md5, sha1 } from '@noble/hashes/legacy';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { utf8 } from './utf8';

const algorithms: ReadonlyMap<string, (bytes: Uint8Array) => Uint8Array> = new Map([
  ['MD5', md5],
  ['SHA-1', sha1],
  ['SHA-256', sha256],
  ['SHA-384', sha384],
  ['SHA-512', sha512],
]);

/**
 * The digest of the text's UTF-8 bytes as lower-case hex.
 * @param algorithm MD5, SHA-1, SHA-256, SHA-384 or SHA-512, spelt exactly so
 * @returns undefined for any other algorithm
 */
export function hash(text: string, algorithm: string): string | undefined {
  const digest = algorithms.get(algorithm);
  return digest === undefined ? undefined : bytesToHex(digest(utf8(text)));
}
