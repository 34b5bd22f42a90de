// Both places where objects are kept, through one suite.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Blobs, byBytes } from '../../lib/services/s3/blobs';
import { DirectoryBlobs } from '../../lib/services/s3/directory-blobs';
import { MemoryBlobs } from '../../lib/services/s3/memory-blobs';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'stepwright-'));
  folders.push(made);
  return made;
};
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

const facts = { contentType: 'text/plain', headers: {}, metadata: {} };
const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

describe.each<[string, () => Blobs]>([
  ['memory', () => new MemoryBlobs({ now: () => 0 })],
  ['directory', () => new DirectoryBlobs(folder())],
])('objects in %s', (_, open) => {
  const filled = (...keys: readonly string[]): Blobs => {
    const blobs = open();
    blobs.createBucket('data');
    for (const key of keys) blobs.put('data', key, Buffer.from(`<${key}>`), facts);
    return blobs;
  };

  test('are written, described, read, cut and deleted', async () => {
    const blobs = filled('a/b.txt');
    expect(blobs.head('data', 'a/b.txt')).toMatchObject({
      size: 9,
      contentType: 'text/plain',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(text(blobs.read('data', 'a/b.txt'))).toBe('<a/b.txt>');
    expect(text(blobs.slice('data', 'a/b.txt', 1, 4))).toBe('a/b');
    const pieces: Uint8Array[] = [];
    for await (const piece of blobs.stream('data', 'a/b.txt', 3)) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('b.txt>');
    blobs.delete('data', 'a/b.txt');
    expect(blobs.head('data', 'a/b.txt')).toBeUndefined();
    expect([...blobs.keys('data')]).toEqual([]);
  });

  test('are written piece by piece, and there when that has ended', () => {
    const blobs = filled();
    const writer = blobs.writer('data', 'big', {
      contentType: 'x/y',
      headers: { CacheControl: 'no' },
      metadata: { who: 'me' },
    });
    writer.write(Buffer.from('one '));
    writer.write(Buffer.from('two'));
    expect(writer.end()).toMatchObject({
      size: 7,
      contentType: 'x/y',
      headers: { CacheControl: 'no' },
      metadata: { who: 'me' },
    });
    expect(text(blobs.read('data', 'big'))).toBe('one two');
  });

  test('a key may continue another, in any order', () => {
    for (const keys of [
      ['a', 'a/b', 'a/b/c'],
      ['a/b/c', 'a/b', 'a'],
    ]) {
      const blobs = filled(...keys);
      expect([...blobs.keys('data')]).toEqual(['a', 'a/b', 'a/b/c']);
      for (const key of keys) expect(text(blobs.read('data', key))).toBe(`<${key}>`);
      blobs.delete('data', 'a/b');
      expect([...blobs.keys('data')]).toEqual(['a', 'a/b/c']);
      expect([blobs.head('data', 'a/b'), blobs.head('data', 'a/x')]).toEqual([undefined, undefined]);
      expect(text(blobs.read('data', 'a/b/c'))).toBe('<a/b/c>');
    }
  });

  test('any key is kept as it is, and listed in the order of its bytes', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'B', '.', '..', '%', ' ', 'ä', '\\', ':', '*', '\n', '😀', '\u{ffee}'),
      maxLength: 4,
    });
    const key = fc
      .array(part, { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'))
      .filter((one) => one !== '');
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 6 }), (keys) => {
        const blobs = filled(...keys);
        expect([...blobs.keys('data')]).toEqual([...keys].sort(byBytes));
        for (const one of keys) expect(text(blobs.read('data', one))).toBe(`<${one}>`);
      }),
      { numRuns: 40 },
    );
  });

  test('keys from after one', () => {
    expect([...filled('a', 'b', 'c').keys('data', 'a')]).toEqual(['b', 'c']);
    expect([...filled('a', 'c').keys('data', 'b')]).toEqual(['c']);
  });

  test('buckets', () => {
    const blobs = filled('a');
    blobs.createBucket('other');
    expect(blobs.buckets()).toEqual(['data', 'other']);
    blobs.deleteBucket('data');
    expect([blobs.hasBucket('data'), blobs.hasBucket('other'), blobs.head('data', 'a')]).toEqual([
      false,
      true,
      undefined,
    ]);
  });
});

test('a file that somebody lays in a directory is an object', () => {
  const root = folder();
  mkdirSync(join(root, 'data', 'in'), { recursive: true });
  writeFileSync(join(root, 'data', 'in', '100%.csv'), 'h\n1\n');
  const blobs = new DirectoryBlobs(root);
  expect([...blobs.keys('data')]).toEqual(['in/100%.csv']);
  blobs.put('data', 'out/x.json', Buffer.from('{}'), { contentType: 'binary/octet-stream', headers: {}, metadata: {} });
  expect(readFileSync(join(root, 'data', 'out', 'x.json'), 'utf8')).toBe('{}');
});

test('no key and no bucket leads out of the directory', () => {
  const root = folder();
  const blobs = new DirectoryBlobs(join(root, 's3'));
  blobs.createBucket('data');
  blobs.put('data', '../../../escaped', Buffer.from('x'), {
    contentType: 'binary/octet-stream',
    headers: {},
    metadata: {},
  });
  expect([...blobs.keys('data')]).toEqual(['../../../escaped']);
  expect(() => readFileSync(join(root, 'escaped'))).toThrow();
  expect(() => blobs.createBucket('..')).toThrow('is not the name of a bucket');
  expect(blobs.hasBucket('../s3')).toBe(false);
});
