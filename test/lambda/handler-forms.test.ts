import { lambda } from './handlers';

const { invoke, runtime, define } = lambda({
  'index.js': `
    exports.async = async (event) => ({ got: event });
    exports.promise = (event) => Promise.resolve(event.a + 1);
    exports.callback = (event, context, callback) => { setTimeout(() => callback(null, event), 1); };
    exports.callbackWaits = (event, context, callback) => {
      setTimeout(() => console.log('finished after the callback'), 15);
      callback(null, 'done');
    };
    exports.callbackAtOnce = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setTimeout(() => {}, 2000);
      callback(null, 'at once');
    };
    exports.callbackTwice = (event, context, callback) => { callback(null, 1); callback(null, 2); };
    exports.succeed = (event, context) => context.succeed('succeeded');
    exports.fail = (event, context) => context.fail(new Error('failed'));
    exports.done = (event, context) => context.done(null, 'done');
    exports.nothing = async () => {};
    exports.synchronous = () => 'not an answer';
    exports.forgotten = () => new Promise(() => {});
    exports.forgottenAsync = async () => { await new Promise(() => {}); };
    exports.nested = { deeper: { handler: async () => 'nested' } };
    exports.context = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });
    let count = 0;
    exports.count = async () => ++count;
    exports.proto = async (event) => ({ keys: Object.keys(event), inherited: event.polluted ?? null });
  `,
  'sub/dir/module.js': `exports.handler = async () => __filename.split('/').slice(-3).join('/');`,
  'esm.mjs': `export const handler = async (event) => ({ esm: true, event }); export default { inner: async () => 'default' };`,
  'common.cjs': `exports.handler = async () => 'cjs';`,
  'typed/package.json': `{"type": "module"}`,
  'typed/index.js': `export const handler = async () => import.meta.url.startsWith('file:');`,
  'top.mjs': `const value = await Promise.resolve(7); export const handler = async () => value;`,
});

describe('a handler may', () => {
  test.each([
    ['be async', 'index.async', { a: 1 }, { got: { a: 1 } }],
    ['return a promise', 'index.promise', { a: 1 }, 2],
    ['take a callback', 'index.callback', [1, 'ä'], [1, 'ä']],
    ['call the callback twice, and the first call counts', 'index.callbackTwice', {}, 1],
    ['use context.succeed', 'index.succeed', {}, 'succeeded'],
    ['use context.done', 'index.done', {}, 'done'],
    ['return nothing, which is null', 'index.nothing', {}, null],
    ['return a value without a promise, which is no answer: null', 'index.synchronous', {}, null],
    ['return a promise that never settles, when nothing is left to do: null', 'index.forgotten', {}, null],
    ['be exported deep inside', 'index.nested.deeper.handler', {}, 'nested'],
    ['lie in a folder', 'sub/dir/module.handler', {}, 'sub/dir/module.js'],
    ['be an ES module', 'esm.handler', { x: 1 }, { esm: true, event: { x: 1 } }],
    ['be a member of a default export', 'esm.default.inner', {}, 'default'],
    ['be a .cjs file', 'common.handler', {}, 'cjs'],
    ['be a .js file below a package.json of type module', 'typed/index.handler', {}, true],
    ['wait at the top level of its module', 'top.handler', {}, 7],
  ])('%s', async (_, handler, event, expected) => {
    const { value, functionError } = await invoke(handler, event);
    expect({ value, functionError }).toEqual({ value: expected, functionError: undefined });
  });

  test('fail with context.fail', async () => {
    const { value, functionError } = await invoke('index.fail');
    expect(functionError).toBe('Unhandled');
    expect(value).toMatchObject({ errorType: 'Error', errorMessage: 'failed' });
  });
});

test('a callback is answered when the event loop is empty', async () => {
  const { value, logs } = await invoke('index.callbackWaits');
  expect(value).toBe('done');
  expect(logs).toContain('finished after the callback');
});

test('callbackWaitsForEmptyEventLoop = false answers at once', async () => {
  const { value } = await invoke('index.callbackAtOnce', {}, { timeoutSeconds: 1 });
  expect(value).toBe('at once');
});

test('an async handler whose promise cannot settle any more fails', async () => {
  const { value, functionError } = await invoke('index.forgottenAsync');
  expect(functionError).toBe('Unhandled');
  expect(value.errorType).toBe('Runtime.NodeJsExit');
});

test('the context says what Lambda says', async () => {
  const result = await runtime.invoke(define('index.context', { timeoutSeconds: 3, memorySize: 256 }), {
    payload: '',
    requestId: '11111111-2222-4333-8444-555555555555',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    clientContext: '{"custom":{"a":1}}',
  });
  const context = JSON.parse(result.payload);
  expect(context).toMatchObject({
    functionName: 'orders',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    memoryLimitInMB: '256',
    awsRequestId: '11111111-2222-4333-8444-555555555555',
    logGroupName: '/aws/lambda/orders',
    callbackWaitsForEmptyEventLoop: true,
    clientContext: { custom: { a: 1 } },
  });
  expect(context.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  expect(context.left).toBeGreaterThan(2500);
  expect(context.left).toBeLessThanOrEqual(3000);
});

test('an event key __proto__ is data', async () => {
  const result = await runtime.invoke(define('index.proto'), { payload: '{"__proto__":{"polluted":true},"a":1}' });
  expect(JSON.parse(result.payload).keys).toEqual(['__proto__', 'a']);
});

test('an environment is reused, and keeps what the module holds', async () => {
  const definition = define('index.count', { functionName: 'counter' });
  const counts = [];
  for (let i = 0; i < 3; i++) counts.push((await runtime.invoke(definition, { payload: '{}' })).payload);
  expect(counts).toEqual(['1', '2', '3']);
});
