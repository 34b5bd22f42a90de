import { lambda } from './handlers';

const { invoke, runtime, define } = lambda({
  'index.js': `
    class OutOfStock extends Error { constructor(m) { super(m); this.name = 'OutOfStock'; this.sku = 'a-1'; } }
    class Unnamed extends Error {}
    exports.named = async () => { throw new OutOfStock('none left'); };
    exports.unnamed = async () => { throw new Unnamed('who?'); };
    exports.empty = async () => { throw new OutOfStock(''); };
    exports.sync = () => { throw new TypeError('at once'); };
    exports.text = async () => { throw 'a text'; };
    exports.number = async () => { throw 42; };
    exports.nothing = async () => { throw undefined; };
    exports.object = async () => { throw { name: 'Custom', message: 'like an error', stack: 'Custom: like an error' }; };
    exports.callback = (e, c, callback) => callback(new OutOfStock('by callback'));
    exports.callbackText = (e, c, callback) => callback('just a text');
    exports.uncaught = (e, c, callback) => { setTimeout(() => { throw new RangeError('later'); }, 1); };
    exports.rejection = async () => { Promise.reject(new Error('nobody listens')); await new Promise((r) => setTimeout(r, 500)); };
    exports.exit = async () => { console.log('leaving'); process.exit(3); };
    exports.exitZero = async () => process.exit(0);
    exports.kill = async () => { process.kill(process.pid, 'SIGKILL'); };
    exports.loop = async () => { for (;;); };
    exports.sleep = (e, c, callback) => { console.log('going to sleep'); setTimeout(callback, 60_000); };
    exports.memory = async () => { const kept = []; for (;;) kept.push(new Array(10_000).fill(kept.length + 'x')); };
    exports.large = async () => 'a'.repeat(6_291_555);
    exports.fits = async () => 'a'.repeat(6_291_554);
    exports.circular = async () => { const a = {}; a.a = a; return a; };
    exports.bigint = async () => 1n;
    exports.notAFunction = 'text';
    exports.fine = async () => 'fine';
  `,
  'syntax.js': 'this is not javascript(',
  'thrower.js': `throw new RangeError('while loading');`,
  'exits.js': `process.exit(7);`,
  'requires.js': `require('a-package-that-is-not-here'); exports.handler = async () => {};`,
  'sdk.js': `require('@aws-sdk/client-that-is-not-here'); exports.handler = async () => {};`,
  'broken.mjs': `export const handler = async () => {`,
});

describe('an error is described as the Node.js runtime does', () => {
  test.each([
    ['a named error', 'index.named', 'OutOfStock', 'none left'],
    ['an error class without a name', 'index.unnamed', 'Error', 'who?'],
    ['an error without a message', 'index.empty', 'OutOfStock', ''],
    ['an error thrown before the first await', 'index.sync', 'TypeError', 'at once'],
    ['a thrown text', 'index.text', 'string', 'a text'],
    ['a thrown number', 'index.number', 'number', '42'],
    ['a thrown undefined', 'index.nothing', 'string', 'handled'],
    ['an object like an error', 'index.object', 'Custom', 'like an error'],
    ['an error for the callback', 'index.callback', 'OutOfStock', 'by callback'],
    ['a text for the callback', 'index.callbackText', 'string', 'just a text'],
    ['an error that nobody caught', 'index.uncaught', 'RangeError', 'later'],
    [
      'a rejection that nobody handled',
      'index.rejection',
      'Runtime.UnhandledPromiseRejection',
      'Error: nobody listens',
    ],
    ['a circular result', 'index.circular', 'Error', 'Unable to stringify response body'],
    ['a BigInt as result', 'index.bigint', 'Error', 'Unable to stringify response body'],
    ['a module that throws', 'thrower.handler', 'RangeError', 'while loading'],
    [
      'a handler that is not exported',
      'index.missing',
      'Runtime.HandlerNotFound',
      'index.missing is undefined or not exported',
    ],
    [
      'a handler that is no function',
      'index.notAFunction',
      'Runtime.HandlerNotFound',
      'index.notAFunction is not a function',
    ],
    ['a handler without an export', 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    [
      'a module that is not there',
      'nowhere.handler',
      'Runtime.ImportModuleError',
      expect.stringMatching(/^Error: Cannot find module 'nowhere'/),
    ],
    [
      'a package that is not there',
      'requires.handler',
      'Runtime.ImportModuleError',
      expect.stringMatching(/^Error: Cannot find module 'a-package-that-is-not-here'/),
    ],
    [
      "a client of Lambda's own SDK that is not installed here",
      'sdk.handler',
      'Runtime.ImportModuleError',
      expect.stringMatching(/Lambda's runtime has it; to run here: npm i -D @aws-sdk\/client-that-is-not-here$/),
    ],
    ['a syntax error', 'syntax.handler', 'Runtime.UserCodeSyntaxError', expect.stringMatching(/^SyntaxError: /)],
    [
      'a syntax error of an ES module',
      'broken.handler',
      'Runtime.UserCodeSyntaxError',
      expect.stringMatching(/^SyntaxError: /),
    ],
  ])('%s', async (_, handler, errorType, errorMessage) => {
    const { value, functionError, statusCode } = await invoke(handler);
    expect({ statusCode, functionError }).toEqual({ statusCode: 200, functionError: 'Unhandled' });
    expect(value).toMatchObject({ errorType, errorMessage });
    expect(Object.keys(value)).toEqual(['errorType', 'errorMessage', 'trace']);
  });

  test('a handler path may not leave the code', async () => {
    const { value } = await invoke('../index.handler');
    expect(value).toMatchObject({ errorType: 'Runtime.MalformedHandlerName' });
  });

  test('the trace names the handler and never where the tool is installed', async () => {
    const { payload, value } = await invoke('index.named');
    expect(value.trace[0]).toBe('OutOfStock: none left');
    expect(value.trace[1]).toContain('index.js');
    expect(payload).not.toContain('lib/lambda');
  });

  test('the error is logged with its members', async () => {
    const { logs } = await invoke('index.named');
    expect(logs).toMatch(/\tERROR\tInvoke Error \t\{"errorType":"OutOfStock","errorMessage":"none left".*"sku":"a-1"/);
  });
});

describe('what ends the environment fails the invocation, and nothing else', () => {
  test.each([
    ['process.exit(3)', 'index.exit', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    ['process.exit(0)', 'index.exitZero', 'Runtime.ExitError', 'Runtime exited without providing a reason'],
    ['process.exit while loading', 'exits.handler', 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
    ['process.kill of itself', 'index.kill', 'Runtime.ExitError', 'Runtime exited with error: exit status 137'],
    ['a full heap', 'index.memory', 'Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'],
  ])('%s', async (_, handler, errorType, message) => {
    const { value, functionError, requestId } = await invoke(handler);
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` });
  });

  test('what was printed before the end is in the logs', async () => {
    expect((await invoke('index.exit')).logs).toContain('\tINFO\tleaving\n');
  });

  test.each([
    ['an endless loop', 'index.loop'],
    ['a long wait', 'index.sleep'],
  ])('%s runs out of time', async (_, handler) => {
    const started = Date.now();
    const { value, functionError, requestId } = await invoke(handler, {}, { timeoutSeconds: 1 });
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(Date.now() - started).toBeLessThan(3000);
  });

  test('the next invocation gets a new environment', async () => {
    await invoke('index.exit');
    expect((await invoke('index.fine')).value).toBe('fine');
  });

  test('every invocation of a function that crashes is answered', async () => {
    const definition = define('index.exit');
    const results = await Promise.all(Array.from({ length: 8 }, () => runtime.invoke(definition, { payload: '{}' })));
    expect(results.map(({ functionError }) => functionError)).toEqual(Array(8).fill('Unhandled'));
  });

  test('an uncaught error never reaches the invocation after it', async () => {
    const definition = define('index.uncaught');
    for (let i = 0; i < 5; i++) {
      const { payload } = await runtime.invoke(definition, { payload: '{}' });
      expect(JSON.parse(payload).errorType).toBe('RangeError');
    }
  });
});

describe('the response', () => {
  test('may have 6,291,556 bytes', async () => {
    expect((await invoke('index.fits')).payload.length).toBe(6_291_556);
  });

  test('is refused above that', async () => {
    const { value, functionError } = await invoke('index.large');
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
    });
  });
});

describe('what cannot be run at all is an error of the API', () => {
  test('another runtime than Node.js', async () => {
    const running = runtime.invoke(define('index.fine', { runtime: 'python3.12' }), { payload: '{}' });
    await expect(running).rejects.toMatchObject({ name: 'InvalidRuntimeException', statusCode: 502 });
    await expect(running).rejects.toThrow('orders has the runtime python3.12, and only Node.js runs here.');
  });

  test('code that is not on this disk', async () => {
    const running = runtime.invoke(define('index.fine', { code: { unavailable: 'it is a container image' } }), {
      payload: '{}',
    });
    await expect(running).rejects.toThrow('orders cannot be run here: it is a container image.');
  });
});
