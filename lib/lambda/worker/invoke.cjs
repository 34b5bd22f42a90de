// One invocation: calls the handler and answers once, in whichever of the ways handlers have to end.
'use strict';
const { describe, runtimeError } = require('./errors.cjs');

/**
 * @typedef {{ id: string, payload: string, functionArn: string, remainingMs: number, clientContext?: string, traceId?: string }} Request
 * @typedef {{ payload: string, failed: boolean }} Answer
 */

/** What happens when the event loop runs empty; undefined between invocations. */
let whenEmpty = /** @type {(() => void) | undefined} */ (undefined);
process.on('beforeExit', () => {
  const then = whenEmpty;
  whenEmpty = undefined;
  then?.();
});

/**
 * @param {Function} handler
 * @param {Request} request
 * @param {(answer: Answer) => void} answer called once
 */
function invoke(handler, request, answer) {
  let ended = false;
  /** @param {Answer} value */
  const end = (value) => {
    if (ended) return;
    ended = true;
    whenEmpty = undefined;
    answer(value);
  };
  /** @param {unknown} result */
  const succeed = (result) => end({ payload: serialized(result), failed: false });
  /** @param {unknown} error */
  const fail = (error) => {
    const thrown = error ?? 'handled';
    logFailure('Invoke Error', thrown);
    end({ payload: JSON.stringify(describe(thrown)), failed: true });
  };
  /** @param {unknown} result */
  const finish = (result) => {
    try {
      succeed(result);
    } catch (error) {
      fail(error);
    }
  };
  let called = false;
  /** AWS: only the first call of any of the ways to end counts. @param {(...values: unknown[]) => void} way */
  const first =
    (way) =>
    (/** @type {unknown[]} */ ...values) => {
      if (called) return;
      called = true;
      way(...values);
    };
  const context = contextOf(request, {
    succeed: first(finish),
    fail: first(fail),
    done: first((error, result) => (error === undefined || error === null ? finish(result) : fail(error))),
  });
  const callback = first((error, result) => {
    if (error !== undefined && error !== null) fail(error);
    else if (!context.callbackWaitsForEmptyEventLoop) finish(result);
    else whenEmpty = () => setImmediate(() => finish(result));
  });
  const isAsync = handler.constructor.name === 'AsyncFunction';
  // AWS: nothing left to wait for and no answer: null, but an async handler's promise was forgotten.
  whenEmpty = () => (isAsync ? fail(neverSettled()) : finish(null));
  try {
    const result = handler(JSON.parse(request.payload), context, callback);
    if (result && typeof result.then === 'function') result.then(context.succeed, context.fail);
  } catch (error) {
    callback(error ?? 'handled');
  }
}

/**
 * @param {Request} request
 * @param {{ succeed: Function, fail: Function, done: Function }} endings
 */
function contextOf(request, endings) {
  const { env } = process;
  const deadline = Date.now() + request.remainingMs;
  if (request.traceId === undefined) delete env._X_AMZN_TRACE_ID;
  else env._X_AMZN_TRACE_ID = request.traceId;
  return {
    callbackWaitsForEmptyEventLoop: true,
    ...endings,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: request.clientContext === undefined ? undefined : JSON.parse(request.clientContext),
    identity: undefined,
    invokedFunctionArn: request.functionArn,
    awsRequestId: request.id,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** @param {unknown} result */
function serialized(result) {
  try {
    // LOCAL: undefined and functions, which have no JSON, become null.
    return JSON.stringify(result) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

function neverSettled() {
  return runtimeError(
    'NodeJsExit',
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  );
}

/**
 * @param {string} title
 * @param {unknown} thrown
 */
function logFailure(title, thrown) {
  const { errorType, errorMessage, trace } = describe(thrown);
  const details = thrown instanceof Error ? { ...thrown } : {};
  let text;
  try {
    text = JSON.stringify({ errorType, errorMessage, ...details, stack: trace });
  } catch {
    // An error that carries what has no JSON: its own description does.
    text = JSON.stringify({ errorType, errorMessage, stack: trace });
  }
  console.error(title, `\t${text}`);
}

module.exports = { invoke, logFailure };
