// Becomes dist/lib/cli/run-alone.js: loads run-alone.code.js beside it through V8's code cache, which saves the third of a
// short run that V8 would spend on compiling. The cache lies beside the code, belongs to one version of Node and of the
// file, and is written once, when the first run has ended; where nothing can be written, runs go without.
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

const file = __filename.replace(/\.js$/, '.code.js');
const { mtimeMs, size } = statSync(file);
const cacheFile = `${file}.${process.version}-${process.arch}-${size}-${Math.round(mtimeMs)}.cache`;
const cachedData = readCache();
const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, ...(cachedData && { cachedData }) });
script.runInThisContext()(exports, createRequire(file), module, file, dirname(file));
if (cachedData === undefined || script.cachedDataRejected === true) process.once('exit', writeCache);

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cacheFile);
  } catch {
    return undefined; // the first run
  }
}

/** At the end, when the functions that a run needs have been compiled and belong to the cache. */
function writeCache(): void {
  const half = `${cacheFile}.${process.pid}`;
  try {
    writeFileSync(half, script.createCachedData());
    renameSync(half, cacheFile);
  } catch (error) {
    // A package folder that cannot be written is nothing to complain about.
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
