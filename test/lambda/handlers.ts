// Handlers for the tests, written to a directory of their own, and what every test needs around them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type FunctionDefinition, LambdaRuntime, type LambdaRuntimeOptions } from '../../lib/lambda';

/** Opens a runtime for a test file; directories and threads go when the file is done. */
export function lambda(files: Readonly<Record<string, string>>, options: LambdaRuntimeOptions = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const runtime = new LambdaRuntime(options);
  afterAll(async () => {
    await runtime.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const define = (handler: string, more: Partial<FunctionDefinition> = {}): FunctionDefinition => ({
    functionName: 'orders',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
    runtime: 'nodejs20.x',
    handler,
    code: { directory },
    environment: {},
    timeoutSeconds: 5,
    memorySize: 128,
    ...more,
  });
  const invoke = async (handler: string, event: unknown = {}, more: Partial<FunctionDefinition> = {}) => {
    const result = await runtime.invoke(define(handler, more), { payload: JSON.stringify(event) });
    return { ...result, value: JSON.parse(result.payload) };
  };
  return { runtime, directory, define, invoke };
}
