import { lambda } from './handlers';

const { invoke, runtime, define } = lambda({
  'index.js': `
    console.log('loading');
    exports.text = async () => {
      console.log('plain %d', 7, { a: [1] });
      console.warn('two\\nlines');
      console.error(new Error('shown'));
      console.debug('detail');
      process.stdout.write('raw line\\nunfinished');
      process.stdout.write(' line\\n');
    };
    exports.json = async () => { console.log({ order: 1 }); console.error('failed', new TypeError('why')); const a = {}; a.a = a; console.log(a); };
    const fs = require('node:fs');
    exports.descriptors = async () => {
      fs.writeSync(1, 'by descriptor\\n');
      fs.writeSync(2, Buffer.from('--part--\\n'), 2, 4);
      fs.writeSync(2, '\\n');
      await new Promise((done) => fs.write(1, 'later\\n', done));
      require(${JSON.stringify(require.resolve('pino'))})().info({ order: 7 }, 'by pino');
    };
    exports.much = async () => { for (let i = 0; i < 2000; i++) console.log('x'.repeat(1000)); };
  `,
});

test('lines have the format of Lambda, between START, END and REPORT', async () => {
  const { logs, requestId } = await invoke('index.text');
  const lines = logs.trimEnd().split('\n');
  expect(lines[0]).toBe(`START RequestId: ${requestId} Version: $LATEST`);
  expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tundefined\tINFO\tloading$/);
  expect(lines[2]).toMatch(new RegExp(`Z\\t${requestId}\\tINFO\\tplain 7 \\{ a: \\[ 1 \\] \\}$`));
  expect(lines[3]).toMatch(/\tWARN\ttwo\rlines$/);
  expect(lines[4]).toMatch(/\tERROR\tError: shown\r {4}at /);
  expect(lines[5]).toMatch(/\tDEBUG\tdetail$/);
  expect(lines.slice(6, 8)).toEqual(['raw line', 'unfinished line']);
  expect(lines[8]).toBe(`END RequestId: ${requestId}`);
  expect(lines[9]).toMatch(
    new RegExp(
      `^REPORT RequestId: ${requestId}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tInit Duration: [\\d.]+ ms`,
    ),
  );
});

test('the init phase is reported for the first invocation only', async () => {
  const definition = define('index.text', { functionName: 'warm' });
  await runtime.invoke(definition, { payload: '{}' });
  const { logs } = await runtime.invoke(definition, { payload: '{}' });
  expect(logs).not.toMatch(/Init Duration|loading/);
});

test('the JSON format', async () => {
  const { logs, requestId } = await invoke('index.json', {}, { logFormat: 'JSON' });
  const [, , first, second, third] = logs.split('\n');
  expect(JSON.parse(first ?? '')).toEqual({
    timestamp: expect.any(String),
    level: 'INFO',
    requestId,
    message: { order: 1 },
  });
  expect(JSON.parse(second ?? '')).toMatchObject({
    level: 'ERROR',
    message: expect.stringMatching(/^failed TypeError: why/),
    errorType: 'TypeError',
    errorMessage: 'why',
    stackTrace: expect.any(Array),
  });
  expect(JSON.parse(third ?? '').message).toContain('[Circular');
});

test('AWS_LAMBDA_LOG_LEVEL silences what is below it', async () => {
  const { logs } = await invoke('index.text', {}, { environment: { AWS_LAMBDA_LOG_LEVEL: 'ERROR' } });
  expect(logs).toMatch(/\tERROR\t/);
  expect(logs).not.toMatch(/\t(INFO|WARN|DEBUG)\t/);
});

test('a listener hears each line as it is written', async () => {
  const heard: string[] = [];
  await runtime.invoke(define('index.text'), { payload: '{}', onLog: (line) => heard.push(line) });
  expect(heard).toContain('raw line');
});

test('what is written to the descriptors of the process is a log line, not output of the tool', async () => {
  const { logs, functionError, payload } = await invoke('index.descriptors', {});
  expect([functionError, payload]).toEqual([undefined, 'null']);
  expect(logs).toContain('\nby descriptor\npart\nlater\n');
  expect(logs).toMatch(/\n\{"level":30,.*"order":7,"msg":"by pino"\}\n/);
});

test('the log of one invocation is bounded', async () => {
  const { logs } = await invoke('index.much');
  expect(logs.length).toBeLessThan(1_100_000);
  expect(logs).toContain('the rest is dropped');
});
