import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Json } from '../../lib/json';
import { createServices, openItems } from '../../lib/services';
import { testWorld } from './harness';
import { itemsOf, reading, store } from './map-harness';

const read = (text: string | Uint8Array, config: { [name: string]: Json }, key = 'file') =>
  itemsOf(store({ [key]: text }), reading(config, key));

describe('InputType CSV', () => {
  const csv = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

  test('every value is a text; missing cells are empty, surplus ones are ignored', async () => {
    expect(await read('a,b\n1,true\n2\n3,x,y\n', csv)).toEqual([
      { a: '1', b: 'true' },
      { a: '2', b: '' },
      { a: '3', b: 'x' },
    ]);
  });

  test('given headers, and rows of nothing but delimiters or blanks', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y', 'z'] };
    expect(await read("v1,v2,v3\n,,,\ntrue,1,'q'\nNull,None,\n   \n", config)).toEqual([
      { x: 'v1', y: 'v2', z: 'v3' },
      { x: '', y: '', z: '' },
      { x: 'true', y: '1', z: "'q'" },
      { x: 'Null', y: 'None', z: '' },
      { x: '   ', y: '', z: '' },
    ]);
  });

  test('an empty header is a header, and so is __proto__', async () => {
    expect(await read('h,\n1,2\n', csv)).toEqual([{ h: '1', '': '2' }]);
    const [row] = await read('__proto__,b\n1,2\n', csv);
    expect(Object.entries(row as object)).toEqual([
      ['__proto__', '1'],
      ['b', '2'],
    ]);
  });

  test('quotes: doubled, after a backslash, around delimiters and line ends; other backslashes are dropped', async () => {
    expect(await read('a,b\n"x,1","say ""hi"""\n"two\nlines","q\\"q"\na\\bc,\\\\\n', csv)).toEqual([
      { a: 'x,1', b: 'say "hi"' },
      { a: 'two\nlines', b: 'q"q' },
      { a: 'abc', b: '\\' },
    ]);
  });

  test.each([
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['SPACE', ' '],
    ['TAB', '\t'],
  ])('CSVDelimiter %s', async (CSVDelimiter, delimiter) => {
    expect(await read(`a${delimiter}b\n1${delimiter}2`, { ...csv, CSVDelimiter })).toEqual([{ a: '1', b: '2' }]);
  });

  test('a byte order mark and Windows line ends are no data', async () => {
    expect(await read('\uFEFFa,b\r\n1,2\r\n\r\n3,4\r\n', csv)).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  test('headers must not repeat', async () => {
    const failure = { error: 'States.ItemReaderFailed', message: 'CSV headers cannot contain duplicates.' };
    await expect(read('a,a\n1,2\n', csv)).rejects.toMatchObject(failure);
    await expect(
      read('1,2\n', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['h', 'h'] }),
    ).rejects.toMatchObject(failure);
  });

  test('what is written with quotes is read back, however it is cut in pieces', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' ', '😀'), maxLength: 6 });
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        const text = `a,b\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
        expect(await read(text, csv)).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
      { numRuns: 50 },
    );
  });
});

describe('InputType JSON', () => {
  test('the items of an array', async () => {
    expect(await read(' [ {"a": [1, "]"]}, "te\\"xt,", 3, null , [] ] ', { InputType: 'JSON' })).toEqual([
      { a: [1, ']'] },
      'te"xt,',
      3,
      null,
      [],
    ]);
    expect(await read('[]', { InputType: 'JSON' })).toEqual([]);
  });

  test.each(['{"Hello": "world"}', '"text"', '12'])('%s is no array', async (text) => {
    await expect(read(text, { InputType: 'JSON' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      message: 'Attempting to map over non-iterable node.',
    });
  });

  test('ItemsPointer', async () => {
    const text = '{"x": [{"y": 1}, {"a/b": {"items": [1, 2]}, "z": "items"}], "items": [3]}';
    expect(await read(text, { InputType: 'JSON', ItemsPointer: '/x/1/a~1b/items' })).toEqual([1, 2]);
    expect(await read(text, { InputType: 'JSON', ItemsPointer: '/items' })).toEqual([3]);
    await expect(read(text, { InputType: 'JSON', ItemsPointer: '/x/1/z' })).rejects.toThrow(
      'Attempting to map over non-iterable node.',
    );
    await expect(read(text, { InputType: 'JSON', ItemsPointer: '/nothing' })).rejects.toThrow(
      'The JSON input has no array at /nothing.',
    );
  });

  test('text that is not JSON', async () => {
    await expect(read('[1, oops]', { InputType: 'JSON' })).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
    await expect(read('[1, 2', { InputType: 'JSON' })).rejects.toThrow('it ends within the array');
    await expect(read('[1, 2,]', { InputType: 'JSON' })).rejects.toThrow('the array ends where a value should be');
    await expect(read('[1, , 2]', { InputType: 'JSON' })).rejects.toThrow('a comma stands where a value should');
  });

  test('any array reads as JSON.parse reads it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 30 }),
        fc.constantFrom(undefined, 1, '\t'),
        async (items, space) => {
          const text = JSON.stringify(items, null, space);
          expect(await read(text, { InputType: 'JSON' })).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('InputType JSONL', () => {
  test('one item per line', async () => {
    expect(await read('{"a":1}\n\n[2]\r\n"three"', { InputType: 'JSONL' })).toEqual([{ a: 1 }, [2], 'three']);
  });

  test('a line that is not JSON is named', async () => {
    await expect(read('{"a":1}\n\n{oops}\n', { InputType: 'JSONL' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      message: expect.stringMatching(/^The input is not valid JSON: .* \(item 2 of s3:\/\/data\/file\)$/),
    });
  });

  test('an item above 8 MB', async () => {
    await expect(read(JSON.stringify('x'.repeat(9 * 1024 * 1024)), { InputType: 'JSONL' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      message: 'An item exceeds the maximum item size of 8 MB.',
    });
  });
});

describe('InputType PARQUET', () => {
  // Two row groups of two rows: id (INT64) and name (UTF8), plain and not compressed.
  const file = Buffer.from(
    `UEFSMRUAFSAVICwVBBUAFQYVBgAAAQAAAAAAAAACAAAAAAAAABUAFRgVGCwVBBUAFQYVBgAAAQAAAGEDAAAAYsOpFQAVIBUgLBUEFQAVBhUGAAADAAAA
    AAAAAAEAAAAAACAAFQAVEhUSLBUEFQAVBhUGAAAAAAAAAQAAAGQVAhk8SAZzY2hlbWEVBAAVBCUAGAJpZAAVDCUAGARuYW1lJQAAFggZLBksJggcFQQZ
    JQAGGRgCaWQVABYEFkIWQiYIAAAmShwVDBklAAYZGARuYW1lFQAWBBY6FjomSgAAFnwWBAAZLCaEARwVBBklAAYZGAJpZBUAFgQWQhZCJoQBAAAmxgEc
    FQwZJQAGGRgEbmFtZRUAFgQWNBY0JsYBAAAWdhYEAACoAAAAUEFSMQ==`,
    'base64',
  );

  test('one item per row; whole numbers beyond 2^53 are texts', async () => {
    expect(await read(file, { InputType: 'PARQUET' })).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'bé' },
      { id: 3, name: '' },
      { id: '9007199254740993', name: 'd' },
    ]);
  });

  test('a file that is none, or is damaged', async () => {
    await expect(read('not Parquet at all', { InputType: 'PARQUET' })).rejects.toThrow(
      's3://data/file is not a Parquet file.',
    );
    const damaged = Buffer.concat([file.subarray(0, 150), Buffer.alloc(60), file.subarray(210)]);
    await expect(read(damaged, { InputType: 'PARQUET' })).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
  });
});

describe('packed files', () => {
  test('GZIP by its extension', async () => {
    expect(await read(gzipSync('{"a":1}\n{"a":2}\n'), { InputType: 'JSONL' }, 'file.jsonl.gz')).toEqual([
      { a: 1 },
      { a: 2 },
    ]);
    await expect(read('plain', { InputType: 'JSONL' }, 'file.gz')).rejects.toThrow(
      's3://data/file.gz is not a GZIP file',
    );
  });

  test('Zstandard by its extension', async () => {
    // One raw block of seven bytes, `[1,2,3]`, in a frame that tells its size.
    const packed = Buffer.from('28b52ffd20073900005b312c322c335d', 'hex');
    expect(await read(packed, { InputType: 'JSON' }, 'file.json.zst')).toEqual([1, 2, 3]);
    await expect(read('plain', { InputType: 'JSON' }, 'file.zst')).rejects.toThrow(
      's3://data/file.zst is not a Zstandard file',
    );
  });
});

describe('MaxItems', () => {
  const csv = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
  test.each([
    [0, 4],
    [2, 2],
    [100, 4],
    [100_000_001, 4],
  ])('%d gives %d of four', async (MaxItems, count) => {
    expect(await read('h\n1\n2\n3\n4\n', { ...csv, MaxItems })).toHaveLength(count);
  });

  test('a negative one fails the reader', () => {
    expect(() => itemsOf(store({ file: 'h\n' }), reading({ ...csv, MaxItems: -1 }))).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      message: 'field MaxItems must be positive',
    });
  });
});

describe('s3:listObjectsV2', () => {
  const files = { 'in/a.json': '[1,2]', 'in/b.json': '[3]', 'out/c.json': '[4]' };

  test('describes the objects below a prefix', async () => {
    const items = await itemsOf(store(files), reading({}, '', 's3:listObjectsV2', { Prefix: 'in/' }));
    expect(items).toEqual([
      {
        Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
        Key: 'in/a.json',
        LastModified: 1767225600,
        Size: 5,
        StorageClass: 'STANDARD',
      },
      expect.objectContaining({ Key: 'in/b.json' }),
    ]);
  });

  test('LOAD_AND_FLATTEN gives what is in them', async () => {
    const config = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' };
    expect(await itemsOf(store(files), reading(config, '', 's3:listObjectsV2', { Prefix: 'in/' }))).toEqual([1, 2, 3]);
  });
});

describe('manifests', () => {
  test('an S3 inventory', async () => {
    const manifest = {
      destinationBucket: 'arn:aws:s3:::data',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size',
      files: [{ key: 'inventory/1.csv.gz' }],
    };
    const objects = store({
      'manifest.json': JSON.stringify(manifest),
      'inventory/1.csv.gz': gzipSync('"b","k1","10"\n"b","k2","20"\n'),
    });
    expect(
      await itemsOf(objects, reading({ InputType: 'MANIFEST', ManifestType: 'S3_INVENTORY' }, 'manifest.json')),
    ).toEqual([
      { Bucket: 'b', Key: 'k1', Size: '10' },
      { Bucket: 'b', Key: 'k2', Size: '20' },
    ]);
  });

  test('the data files of an Athena query', async () => {
    const objects = store({ 'm.csv': 's3://data/1\ns3://data/2\n', '1': '{"n":1}\n', '2': '{"n":2}\n' });
    expect(await itemsOf(objects, reading({ InputType: 'JSONL', ManifestType: 'ATHENA_DATA' }, 'm.csv'))).toEqual([
      { n: 1 },
      { n: 2 },
    ]);
  });
});

describe('what is not there', () => {
  test('a key, a bucket', async () => {
    const config = { InputType: 'JSON' };
    await expect(itemsOf(store(), reading(config, 'none'))).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      message: expect.stringContaining('The specified key does not exist.'),
    });
    await expect(itemsOf(store(), reading(config, 'k', 's3:getObject', { Bucket: 'nowhere' }))).rejects.toThrow(
      'The specified bucket does not exist',
    );
  });

  test('an unknown InputType', async () => {
    await expect(read('x', { InputType: 'XML' })).rejects.toThrow(
      'InputType must be one of CSV, JSON, JSONL, PARQUET, MANIFEST, not XML.',
    );
  });
});

test('items of what has been read come without a promise', async () => {
  const source = openItems(reading({ InputType: 'JSON' }), store({ file: '[1,2]' }));
  expect(await source.next()).toEqual({ value: 1, text: '1', source: 's3://data/file' });
  expect(source.next()).toEqual({ value: 2, text: '2', source: 's3://data/file' });
});

test('a large file on disk is read in bounded memory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-'));
  try {
    const { objects } = createServices({
      world: testWorld(),
      s3Directory: directory,
      resources: { buckets: ['data'] },
    });
    const writer = objects.blobs.writer('data', 'big.csv', { contentType: 'text/csv', headers: {}, metadata: {} });
    writer.write(Buffer.from('id,name,amount\n'));
    const rows = Buffer.from(Array.from({ length: 10_000 }, (_, i) => `${i},some name of a customer,12.50\n`).join(''));
    for (let i = 0; i < 20; i++) writer.write(rows);
    writer.end();
    const source = openItems(reading({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, 'big.csv'), objects);
    let count = 0;
    while ((await source.next()) !== undefined) count++;
    expect(count).toBe(200_000);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
