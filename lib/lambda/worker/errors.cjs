// How the Node.js runtime of Lambda describes what a handler threw.
'use strict';
const { types } = require('node:util');

/**
 * What a failed invocation answers with.
 * @typedef {{ errorType: string, errorMessage: string, trace?: string[] }} ErrorResponse
 */

/**
 * AWS: errorType is the error's name; something thrown that is no error has its JavaScript type and no trace.
 * @param {unknown} thrown
 * @returns {ErrorResponse}
 */
function describe(thrown) {
  try {
    if (isErrorLike(thrown)) {
      return {
        errorType: thrown.name,
        errorMessage: withoutToolPaths(thrown.message),
        trace: withoutToolPaths(String(thrown.stack)).split('\n'),
      };
    }
    // A thrown null or undefined has no text, and lands below as it does in Lambda.
    return { errorType: typeof thrown, errorMessage: /** @type {object} */ (thrown).toString(), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

/**
 * Frames of this program look as those of Lambda's do, wherever the tool is installed.
 * @param {string} text
 */
function withoutToolPaths(text) {
  return text.replaceAll(__dirname, '/var/runtime');
}

/**
 * @param {unknown} value
 * @returns {value is Error}
 */
function isErrorLike(value) {
  if (types.isNativeError(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { name, message, stack } = /** @type {Record<string, unknown>} */ (value);
  return [name, message, stack].every((member) => typeof member === 'string' && member !== '');
}

/**
 * An error of the runtime itself, e.g. `Runtime.HandlerNotFound`.
 * @param {string} kind
 * @param {string} message
 */
function runtimeError(kind, message) {
  const error = new Error(message);
  error.name = `Runtime.${kind}`;
  return error;
}

module.exports = { describe, runtimeError };
