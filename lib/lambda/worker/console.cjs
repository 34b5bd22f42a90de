// What a handler prints becomes log lines, in the text or the JSON format of Lambda.
'use strict';
const { format } = require('node:util');
const { describe } = require('./errors.cjs');

const levels = /** @type {const} */ ({
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
});
const ranks = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** The request that lines belong to; Lambda prints `undefined` for those of the init phase. */
let requestId = /** @type {string | undefined} */ (undefined);

/** @param {string | undefined} id */
function setRequestId(id) {
  requestId = id;
}

/**
 * Sends everything printed to `emit`, one line at a time.
 * @param {(line: string) => void} emit
 * @param {'Text' | 'JSON'} logFormat
 */
function captureOutput(emit, logFormat) {
  const lineOf = logFormat === 'JSON' ? jsonLine : textLine;
  const lowest = Math.max(0, ranks.indexOf(String(process.env.AWS_LAMBDA_LOG_LEVEL ?? '').toUpperCase()));
  const target = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (console));
  for (const [method, level] of Object.entries(levels)) {
    const heard = ranks.indexOf(level) >= lowest;
    target[method] = (/** @type {unknown[]} */ ...values) => {
      if (heard) emit(lineOf(level, values));
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    Object.defineProperty(stream, 'write', { value: writer(emit), configurable: true, writable: true });
  }
}

/**
 * @param {string} level
 * @param {unknown[]} values
 */
function textLine(level, values) {
  // AWS: a line break within a message is kept as a carriage return, so that one message stays one event.
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}`.replace(/\n/g, '\r');
}

/**
 * @param {string} level
 * @param {unknown[]} values
 */
function jsonLine(level, values) {
  const head = { timestamp: new Date().toISOString(), level, requestId };
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...head, message: values[0] }, errorsAsObjects);
    } catch {
      // Circular values and BigInt: their printed form.
      return JSON.stringify({ ...head, message: format(values[0]) });
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({ ...head, message: format(...values), ...(error === undefined ? {} : errorMembers(error)) });
}

/**
 * @param {string} _key
 * @param {unknown} value
 */
function errorsAsObjects(_key, value) {
  return value instanceof Error ? { ...errorMembers(value), ...value } : value;
}

/** @param {Error} error */
function errorMembers(error) {
  const { errorMessage, trace } = describe(error);
  return { errorType: error.constructor?.name ?? 'UnknownError', errorMessage, stackTrace: trace };
}

/** @param {(line: string) => void} emit */
function writer(emit) {
  let rest = '';
  return (
    /** @type {string | Uint8Array} */ chunk,
    /** @type {unknown} */ encoding,
    /** @type {unknown} */ callback,
  ) => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}

module.exports = { captureOutput, setRequestId };
