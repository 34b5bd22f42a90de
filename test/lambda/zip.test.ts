import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { unpackZip } from '../../lib/lambda';
import { lambda } from './handlers';

const { runtime, define } = lambda({});
const root = mkdtempSync(join(tmpdir(), 'zip-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const fresh = () => join(root, `target-${count++}`);
const zip = (files: Zippable) => zipSync(files);
const text = strToU8;

/** 10,000 bytes whose central directory says that they are another number. */
function declaring(size: number): Uint8Array {
  const bytes = zip({ 'index.js': [text('a'.repeat(10_000)), { level: 9 }] });
  const view = new DataView(bytes.buffer);
  const central = view.getUint32(bytes.length - 6, true);
  view.setUint32(central + 24, size, true);
  return bytes;
}

test('files and folders are unpacked', () => {
  const target = fresh();
  unpackZip(zip({ 'index.js': text('a'), lib: { 'deep.js': text('b'), empty: {} } }), target);
  expect(readFileSync(join(target, 'index.js'), 'utf8')).toBe('a');
  expect(readFileSync(join(target, 'lib/deep.js'), 'utf8')).toBe('b');
});

describe('a zip is refused, and nothing is written, when it', () => {
  test.each([
    ['climbs out', '../outside.js'],
    ['climbs out from below', 'a/../../outside.js'],
    ['is absolute', '/tmp/outside-of-the-zip.js'],
    ['has a drive letter', 'C:/outside.js'],
    ['climbs with backslashes', '..\\outside.js'],
    ['hides a null byte', 'index.js\0.txt'],
  ])('%s', (_, name) => {
    const target = fresh();
    expect(() => unpackZip(zip({ 'first.js': text('1'), [name]: text('2') }), target)).toThrow(
      /leads out of its directory/,
    );
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(root).filter((entry) => entry.startsWith('outside'))).toEqual([]);
  });

  test('holds a symbolic link', () => {
    const bytes = zip({ link: [text('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] });
    expect(() => unpackZip(bytes, fresh())).toThrow('The zip holds a symbolic link');
  });

  test('would be larger than 250 MB unpacked', () => {
    const bytes = declaring(262_144_001);
    expect(() => unpackZip(bytes, fresh())).toThrow('Unzipped size must be smaller than 262144000 bytes');
  });

  test('is larger than 50 MB', () => {
    expect(() => unpackZip(new Uint8Array(50 * 1024 * 1024 + 1), fresh())).toThrow(
      'Zipped size must be smaller than 52428800 bytes',
    );
  });

  test.each([
    ['is empty', new Uint8Array(), 'Uploaded file must be a non-empty zip'],
    ['is no zip', text('not a zip at all'), 'Could not unzip uploaded file'],
    ['is cut off', zip({ 'index.js': text('a'.repeat(500)) }).slice(0, 60), 'Could not unzip uploaded file'],
  ])('%s', (_, bytes, message) => {
    expect(() => unpackZip(bytes, fresh())).toThrow(message);
    expect(() => unpackZip(bytes, fresh())).toThrow(
      expect.objectContaining({ name: 'InvalidParameterValueException', statusCode: 400 }),
    );
  });

  test('declares sizes that are not those of its data', () => {
    const bytes = declaring(10);
    const target = fresh();
    let written = 0;
    try {
      unpackZip(bytes, target);
      written = readFileSync(join(target, 'index.js')).length;
    } catch (error) {
      expect(error).toMatchObject({ name: 'InvalidParameterValueException' });
    }
    expect(written).toBeLessThanOrEqual(10);
  });
});

test('a function may be a zip file or a text', async () => {
  const file = join(root, 'function.zip');
  writeFileSync(file, zip({ 'app.js': text('exports.handler = async () => "from a zip"') }));
  expect((await runtime.invoke(define('app.handler', { code: { file } }), { payload: '{}' })).payload).toBe(
    '"from a zip"',
  );
  const inline = 'exports.handler = async () => "from a text"';
  expect((await runtime.invoke(define('index.handler', { code: { inline } }), { payload: '{}' })).payload).toBe(
    '"from a text"',
  );
});
