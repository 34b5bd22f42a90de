// Zips as Lambda takes them. A zip comes from outside: nothing of it may be written beside its directory, and its size is
// known before it is unpacked.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { type Unzipped, unzipSync } from 'fflate';
import { LambdaApiError } from './api-error';
import { unzippedBytesMax, zipBytesMax, zipEntriesMax } from './limits';

/**
 * Unpacks a deployment package into a directory.
 * @throws LambdaApiError InvalidParameterValueException: not a zip, too large, or with an entry that leads out of the directory
 */
export function unpackZip(bytes: Uint8Array, directory: string): void {
  const files = Object.entries(readZip(bytes));
  const root = resolve(directory);
  // Nothing is written until every name is known to be harmless.
  const targets = files.map(([name, content]) => ({ target: targetOf(root, name), name, content }));
  for (const { target, name, content } of targets) {
    if (name.endsWith('/')) {
      mkdirSync(target, { recursive: true });
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content, { flag: 'w' });
    chmodSync(target, 0o644);
  }
}

function readZip(bytes: Uint8Array): Unzipped {
  if (bytes.byteLength === 0) throw refused('Uploaded file must be a non-empty zip');
  if (bytes.byteLength > zipBytesMax) throw refused(`Zipped size must be smaller than ${zipBytesMax} bytes`);
  if (hasSymbolicLink(bytes)) throw refused('The zip holds a symbolic link, which is not unpacked here');
  let total = 0;
  let entries = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        entries += 1;
        if (total > unzippedBytesMax) throw refused(`Unzipped size must be smaller than ${unzippedBytesMax} bytes`);
        if (entries > zipEntriesMax) throw refused(`The zip holds more than ${zipEntriesMax} files`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof LambdaApiError) throw error;
    throw refused('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
}

/** Absolute paths, drive letters, `..` and backslashes that would be one on another system. */
function targetOf(root: string, name: string): string {
  const target = resolve(root, name);
  const outside = target !== root && !target.startsWith(root + sep);
  const suspicious =
    name.startsWith('/') ||
    name.includes('\\') ||
    name.includes('\0') ||
    name.split('/').includes('..') ||
    /^[A-Za-z]:/.test(name);
  if (outside || suspicious) throw refused(`The zip holds ${JSON.stringify(name)}, which leads out of its directory`);
  return join(root, name);
}

const centralHeader = 0x02014b50;
const symbolicLink = 0o120000;

/** The file type is in the upper half of the external attributes of the central directory, where Unix made the zip. */
function hasSymbolicLink(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfCentralDirectory(view);
  if (end === undefined) return false;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= view.byteLength; left--) {
    if (view.getUint32(at, true) !== centralHeader) return false;
    const mode = view.getUint32(at + 38, true) >>> 16;
    if ((mode & 0o170000) === symbolicLink) return true;
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return false;
}

function endOfCentralDirectory(view: DataView): number | undefined {
  const lowest = Math.max(0, view.byteLength - 65_557);
  for (let at = view.byteLength - 22; at >= lowest; at--) if (view.getUint32(at, true) === 0x06054b50) return at;
  return undefined;
}

function refused(message: string): LambdaApiError {
  return new LambdaApiError('InvalidParameterValueException', message);
}
