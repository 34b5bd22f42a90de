// The Lambda runtime brings the AWS SDK for JavaScript v3 along; layers bring what is in their nodejs/node_modules. Both are
// found here, and only where the function's own code has none, so that a package that would be missing in AWS is missing.
'use strict';
const Module = require('node:module');
const { pathToFileURL } = require('node:url');

/** Packages of the runtime. */
const provided = /^(?:@aws-sdk|@smithy|@aws-crypto|@aws)\//;

/**
 * @typedef {{ sdkPaths: string[], layerPaths: string[] }} Places
 * @typedef {(request: string, parent: unknown, isMain: boolean, options?: { paths: string[] }) => string} ResolveFilename
 */

/**
 * Where a bare import may be looked for when the function's code does not have it.
 * @param {string} request
 * @param {Places} places
 * @returns {string[]}
 */
function fallbacks(request, { sdkPaths, layerPaths }) {
  if (/^(?:\.|\/|node:|file:|data:)/.test(request)) return [];
  return provided.test(request) ? [...layerPaths, ...sdkPaths] : layerPaths;
}

/** @param {Places} places */
function provideToRequire(places) {
  const loader = /** @type {{ _resolveFilename: ResolveFilename }} */ (/** @type {unknown} */ (Module));
  const resolve = loader._resolveFilename;
  loader._resolveFilename = function (request, parent, isMain, options) {
    try {
      return resolve.call(this, request, parent, isMain, options);
    } catch (error) {
      for (const path of fallbacks(request, places)) {
        try {
          return resolve.call(this, request, parent, isMain, { paths: [path] });
        } catch {
          // Not there either: the next place, and in the end the first error, which names the importing file.
        }
      }
      throw error;
    }
  };
}

/**
 * The same for `import`. Loader hooks cost a thread of their own in Node 20, so they are installed only after an import
 * has failed for want of a provided package.
 * @param {unknown} error
 * @param {Places} places
 * @returns {boolean} whether it is worth trying again
 */
function provideToImport(error, places) {
  const { code, message } = /** @type {{ code?: string, message?: string }} */ (error ?? {});
  const request = /Cannot find package '([^']+)'/.exec(message ?? '')?.[1];
  if (code !== 'ERR_MODULE_NOT_FOUND' || request === undefined) return false;
  if (fallbacks(`${request}/`, places).length === 0) return false;
  const parents = [...places.layerPaths, ...places.sdkPaths].map((path) => pathToFileURL(`${path}/index.mjs`).href);
  const hook = `export async function resolve(specifier, context, next) {
    try { return await next(specifier, context); } catch (error) {
      if (/^(?:\\.|\\/|node:|file:|data:)/.test(specifier)) throw error;
      for (const parentURL of ${JSON.stringify(parents)}) {
        try { return await next(specifier, { ...context, parentURL }); } catch {}
      }
      throw error;
    }
  }`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  return true;
}

module.exports = { provideToImport, provideToRequire };
