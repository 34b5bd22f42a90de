import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { LambdaRuntime } from '../../lib/lambda';
import { lambda } from './handlers';

const files = {
  'index.js': `
    const { threadId } = require('node:worker_threads');
    exports.thread = async () => threadId;
    exports.slow = (e, c, callback) => setTimeout(() => callback(null, threadId), 30);
    exports.version = async () => process.env.V;
    exports.broken = async () => 1;
    const loaded = Date.now();
    exports.init = async () => Date.now() - loaded;
  `,
};
const { runtime, define, directory } = lambda(files, { workersMax: 3 });
const run = async (definition: ReturnType<typeof define>) =>
  (await runtime.invoke(definition, { payload: '{}' })).payload;

test('one after another, one environment answers', async () => {
  const definition = define('index.thread');
  expect(new Set([await run(definition), await run(definition), await run(definition)]).size).toBe(1);
});

test('at the same time, each invocation has its own, up to the bound; the others wait their turn', async () => {
  const definition = define('index.slow');
  const threads = await Promise.all(Array.from({ length: 7 }, () => run(definition)));
  expect(new Set(threads).size).toBe(3);
});

test('an idle environment of another function gives way', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    expect(await run(define('index.thread', { functionName: name }))).toMatch(/^\d+$/);
});

test('another configuration is another environment', async () => {
  expect(await run(define('index.version', { environment: { V: 'one' } }))).toBe('"one"');
  expect(await run(define('index.version', { environment: { V: 'two' } }))).toBe('"two"');
});

test('after invalidate a new environment is started', async () => {
  const definition = define('index.thread', { functionName: 'changed' });
  const before = await run(definition);
  runtime.invalidate('changed');
  expect(await run(definition)).not.toBe(before);
});

test('code that cannot be laid out fails its own invocation only', async () => {
  const definition = define('index.slow');
  const busy = [run(definition), run(definition), run(definition)];
  const missing = runtime.invoke(define('index.broken', { code: { file: join(directory, 'missing.zip') } }), {
    payload: '{}',
  });
  const after = run(definition);
  await expect(missing).rejects.toThrow('missing.zip');
  expect(await Promise.all([...busy, after])).toHaveLength(4);
});

test('idle environments do not keep the process alive', () => {
  const door = resolve(__dirname, '../../lib/lambda/index.ts');
  const script = `
    const { LambdaRuntime } = require(${JSON.stringify(door)});
    const definition = { functionName: 'f', functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f', handler: 'index.thread',
      code: { directory: ${JSON.stringify(directory)} }, environment: {}, timeoutSeconds: 60, memorySize: 128 };
    new LambdaRuntime().invoke(definition, { payload: '{}' }).then(({ payload }) => console.log('answered', payload));`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
    cwd: resolve(__dirname, '../..'),
  });
  expect(output).toMatch(/^answered \d/);
});

test('environments without work are ended after a while', async () => {
  const short = new LambdaRuntime({ idleMsMax: 40 });
  const definition = define('index.thread');
  const first = (await short.invoke(definition, { payload: '{}' })).payload;
  await new Promise((done) => setTimeout(done, 150));
  const second = (await short.invoke(definition, { payload: '{}' })).payload;
  await short.close();
  expect(second).not.toBe(first);
});

test('after close nothing is run', async () => {
  const closed = new LambdaRuntime();
  await closed.close();
  await expect(closed.invoke(define('index.thread'), { payload: '{}' })).rejects.toThrow('has been closed');
});

test('a warm invocation takes well below a millisecond', async () => {
  const definition = define('index.thread', { functionName: 'quick' });
  await run(definition);
  const started = performance.now();
  for (let i = 0; i < 500; i++) await run(definition);
  // Measured: 0.06 ms each; the bound leaves room for a busy machine.
  expect((performance.now() - started) / 500).toBeLessThan(2);
});

describe('a function may be loaded ahead', () => {
  const ahead = new LambdaRuntime();
  afterAll(() => ahead.close());

  test('its first invocation finds it warm, and warming twice is once', async () => {
    const definition = define('index.init', { functionName: 'ahead' });
    expect([ahead.warm(definition), ahead.warm(definition)]).toEqual([true, true]);
    await new Promise((done) => setTimeout(done, 150));
    const { payload } = await ahead.invoke(definition, { payload: '{}' });
    expect(Number(payload)).toBeGreaterThan(50);
  });

  test('what is wrong with it is told by the invocation', async () => {
    const broken = define('nowhere.handler', { functionName: 'broken' });
    ahead.warm(broken);
    await new Promise((done) => setTimeout(done, 100));
    const { payload } = await ahead.invoke(broken, { payload: '{}' });
    expect(JSON.parse(payload).errorType).toBe('Runtime.ImportModuleError');
    expect(ahead.warm(define('app.handler', { runtime: 'python3.12' }))).toBe(false);
  });
});
