// The program of a worker thread: one warm environment of one function. It loads the handler, says so, and then answers
// one request at a time. Plain JavaScript, because it must start as it is from the sources (tsx, jest) and from a build:
// a thread has no compiler. Its types are checked like all others.
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { captureOutput, setRequestId } = require('./worker/console.cjs');
const { describe, runtimeError } = require('./worker/errors.cjs');
const { invoke, logFailure } = require('./worker/invoke.cjs');
const { loadHandler } = require('./worker/load.cjs');
const { provideToRequire } = require('./worker/modules.cjs');

/**
 * @typedef {object} Setup
 * @property {string} taskRoot
 * @property {string} handler
 * @property {'Text' | 'JSON'} logFormat
 * @property {string | undefined} nodeOptions
 * @property {string[]} sdkPaths
 * @property {string[]} layerPaths
 */

const setup = /** @type {Setup} */ (workerData);
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** Answers the request under way; undefined while the handler is loaded and between requests. */
let failCurrent = /** @type {((payload: string) => void) | undefined} */ (undefined);
let loaded = false;

prepareProcess();
captureOutput((line) => port.postMessage({ kind: 'log', line }), setup.logFormat);
provideToRequire(setup);
process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  crash(
    'Unhandled Promise Rejection',
    Object.assign(runtimeError('UnhandledPromiseRejection', String(reason)), { reason }),
    128,
  );
});
loadHandler(setup.taskRoot, setup.handler, setup).then(serve, (error) => {
  logFailure('Uncaught Exception', error);
  port.postMessage({ kind: 'initFailed', payload: JSON.stringify(describe(error)) });
});

/** What differs between a thread and the process that Lambda starts. */
function prepareProcess() {
  const { taskRoot, nodeOptions } = setup;
  process.cwd = () => taskRoot;
  if (nodeOptions !== undefined) {
    process.env.NODE_OPTIONS = nodeOptions;
    if (nodeOptions.includes('--enable-source-maps')) process.setSourceMapsEnabled(true);
  }
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    // The process is the tool's, the handler owns only its thread.
    if (pid === process.pid && signal !== 0) return process.exit(137);
    return kill(pid, signal);
  };
}

/** @param {Function} handler */
function serve(handler) {
  loaded = true;
  /** @param {import('./worker/invoke.cjs').Request} request */
  const take = (request) => {
    setRequestId(request.id);
    /** @param {import('./worker/invoke.cjs').Answer} answer */
    const send = (answer) => {
      failCurrent = undefined;
      port.ref();
      port.postMessage({ kind: 'answer', ...answer });
    };
    failCurrent = (payload) => port.postMessage({ kind: 'answer', payload, failed: true, last: true });
    // While a request is under way only the handler's own work keeps the event loop going: when it runs empty, that tells.
    port.unref();
    invoke(handler, request, send);
  };
  port.on('message', take);
  port.postMessage({ kind: 'ready' });
}

/**
 * AWS: the request under way fails with the error, and the environment is given up.
 * @param {string} title
 * @param {unknown} error
 * @param {number} exitCode
 */
function crash(title, error, exitCode) {
  logFailure(title, error);
  const payload = JSON.stringify(describe(error));
  if (failCurrent !== undefined) failCurrent(payload);
  else if (!loaded) port.postMessage({ kind: 'initFailed', payload });
  process.exit(exitCode);
}
