// Loading packages that not every run needs, when they are first used.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';

/** A package of ours. */
export async function load(name: string): Promise<unknown> {
  const file = resolved(name, __filename);
  if (file === undefined) throw new Error(`the package ${name} is not installed`);
  return loaded(file);
}

/** A package that the project may have, or that lies with us; undefined if it is not installed. */
export async function loadOptional(name: string, projectDirectory: string): Promise<unknown> {
  const file = resolved(name, join(projectDirectory, 'package.json')) ?? resolved(name, __filename);
  return file === undefined ? undefined : loaded(file);
}

function resolved(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch (error) {
    if (codeOf(error) === 'MODULE_NOT_FOUND' || codeOf(error) === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

async function loaded(file: string): Promise<unknown> {
  try {
    // Node loads ES modules with require() since 20.19 (22.12), and import() here would be turned into it by the build.
    return createRequire(__filename)(file);
  } catch (error) {
    if (codeOf(error) !== 'ERR_REQUIRE_ESM') throw error;
    // Test runners have a require() of their own that cannot: Node's own loader can.
    const importUrl = runInThisContext('(url) => import(url)', {
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (url: string) => Promise<unknown>;
    return importUrl(pathToFileURL(file).href);
  }
}

/** Errors of a test runner's outer world are no instances of this world's Error. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
