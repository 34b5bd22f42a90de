// What a handler prints becomes log lines, in the text or the JSON format of Lambda.
'use strict';
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
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
  const print = linewise(emit);
  for (const stream of [process.stdout, process.stderr]) {
    Object.defineProperty(stream, 'write', { value: streamWriter(print), configurable: true, writable: true });
  }
  captureDescriptors(print);
}

/**
 * Loggers such as pino write to the descriptors themselves. Those are the tool's own output, which a function must not
 * get into.
 * @param {(chunk: string | Uint8Array) => void} print
 */
function captureDescriptors(print) {
  const { write, writeSync } = fs;
  /** @param {unknown} data @param {unknown[]} rest */
  const part = (data, rest) => {
    if (!ArrayBuffer.isView(data)) return Buffer.from(String(data));
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const [offset, length] = rest;
    const start = typeof offset === 'number' ? offset : 0;
    return bytes.subarray(start, typeof length === 'number' ? start + length : undefined);
  };
  /** @param {unknown[]} values */
  const synchronous = (...values) => {
    const [descriptor, data, ...rest] = values;
    if (descriptor !== 1 && descriptor !== 2) return Reflect.apply(writeSync, fs, values);
    const bytes = part(data, rest);
    print(bytes);
    return bytes.length;
  };
  /** @param {unknown[]} values */
  const asynchronous = (...values) => {
    const [descriptor, data, ...rest] = values;
    if (descriptor !== 1 && descriptor !== 2) return Reflect.apply(write, fs, values);
    const bytes = part(data, rest);
    print(bytes);
    const done = rest.at(-1);
    if (typeof done === 'function') setImmediate(() => done(null, bytes.length, data));
    return undefined;
  };
  Object.defineProperty(fs, 'writeSync', { value: synchronous, configurable: true, writable: true });
  Object.defineProperty(fs, 'write', { value: asynchronous, configurable: true, writable: true });
  syncBuiltinESMExports();
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

/**
 * Raw output has no lines of its own: they end where it says so.
 * @param {(line: string) => void} emit
 */
function linewise(emit) {
  let rest = '';
  return (/** @type {string | Uint8Array} */ chunk) => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line);
  };
}

/** @param {(chunk: string | Uint8Array) => void} print */
function streamWriter(print) {
  return (
    /** @type {string | Uint8Array} */ chunk,
    /** @type {unknown} */ encoding,
    /** @type {unknown} */ callback,
  ) => {
    print(chunk);
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}

module.exports = { captureOutput, setRequestId };
