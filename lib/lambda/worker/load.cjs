// `dir/file.export` → the handler function, by the rules of the Node.js runtime.
'use strict';
const { existsSync, readFileSync, statSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { runtimeError } = require('./errors.cjs');
const { provideToImport } = require('./modules.cjs');

/**
 * @param {string} taskRoot
 * @param {string} handler
 * @param {import('./modules.cjs').Places} places
 * @returns {Promise<Function>}
 */
async function loadHandler(taskRoot, handler, places) {
  if (handler.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const named = path.basename(handler);
  const dot = named.indexOf('.');
  if (dot < 0) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const folder = handler.slice(0, handler.indexOf(named));
  const file = path.resolve(taskRoot, folder, named.slice(0, dot));
  const exported = await loadModule(file, taskRoot, named.slice(0, dot), places);
  /** @type {unknown} */
  let found = exported;
  for (const key of named.slice(dot + 1).split('.')) {
    found = found === undefined || found === null ? found : /** @type {Record<string, unknown>} */ (found)[key];
  }
  if (!found) throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  return found;
}

/**
 * AWS: an extensionless file, .js, .mjs, .cjs in that order; .js is an ES module below a package.json that says so.
 * @param {string} file
 * @param {string} taskRoot
 * @param {string} name
 * @param {import('./modules.cjs').Places} places
 * @returns {Promise<unknown>}
 */
async function loadModule(file, taskRoot, name, places) {
  try {
    if (existsSync(file) && statSync(file).isFile()) return require(file);
    const modules = isModuleFolder(path.dirname(file));
    if (existsSync(`${file}.js`)) return modules ? await importFile(`${file}.js`, places) : require(`${file}.js`);
    if (existsSync(`${file}.mjs`)) return await importFile(`${file}.mjs`, places);
    if (existsSync(`${file}.cjs`)) return require(`${file}.cjs`);
    return require(require.resolve(name, { paths: [taskRoot] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const wrapped = runtimeError('UserCodeSyntaxError', String(error));
      if (error.stack !== undefined) wrapped.stack = error.stack;
      throw wrapped;
    }
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
      throw runtimeError('ImportModuleError', `${error}${sdkHint(String(error))}`);
    }
    throw error;
  }
}

/**
 * LOCAL: Lambda's Node.js runtimes have the AWS SDK, this machine has what is installed.
 * @param {string} message
 */
function sdkHint(message) {
  const name = /Cannot find module '(@(?:aws-sdk|smithy)\/[\w-]+)/.exec(message)?.[1];
  return name === undefined ? '' : `\nLambda's runtime has it; to run here: npm i -D ${name}`;
}

/**
 * @param {string} file
 * @param {import('./modules.cjs').Places} places
 * @returns {Promise<unknown>}
 */
async function importFile(file, places) {
  const url = pathToFileURL(file).href;
  try {
    return await import(url);
  } catch (error) {
    if (!provideToImport(error, places)) throw error;
    // The failed attempt is cached under its URL.
    return await import(`${url}?sdk`);
  }
}

/**
 * Whether the nearest package.json says `"type": "module"`.
 * @param {string} folder
 * @returns {boolean}
 */
function isModuleFolder(folder) {
  if (folder.endsWith('/node_modules')) return false;
  const manifest = path.join(folder, 'package.json');
  if (existsSync(manifest)) {
    try {
      return JSON.parse(readFileSync(manifest, 'utf8'))?.type === 'module';
    } catch {
      // AWS: a package.json that cannot be read counts as one without a type.
      return false;
    }
  }
  const parent = path.dirname(folder);
  return parent !== folder && isModuleFolder(parent);
}

module.exports = { loadHandler };
