// `node --import tsx bench/server.ts [--closed 100000] [--open 100000]`: how long `serve` takes to start with many closed
// executions on disk, how much memory an open execution takes that waits, and how long it takes to take them all up again.
// Needs a build (dist/).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Service } from './recovery/service';

const { values } = parseArgs({
  options: {
    closed: { type: 'string', default: '100000' },
    open: { type: 'string', default: '100000' },
    server: { type: 'string', default: `${process.execPath} ${resolve(__dirname, '../dist/bin/stepwright.js')}` },
  },
});
const concurrency = 16;
const roleArn = 'arn:aws:iam::123456789012:role/bench';
const closing = { StartAt: 'Greet', States: { Greet: { Type: 'Pass', Result: 'hello', End: true } } };
const waiting = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } } };

function served(...options: string[]): Service {
  return new Service(() => [...values.server.split(' '), 'serve', '--port', '0', ...options]);
}

/** Executions a second. */
async function start(service: Service, name: string, definition: object, count: number): Promise<number> {
  const request = { name, definition: JSON.stringify(definition), roleArn };
  const { stateMachineArn } = await service.call('CreateStateMachine', request);
  const began = performance.now();
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) await service.call('StartExecution', { stateMachineArn, name: `run-${next++}`, input: '{}' });
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return count / ((performance.now() - began) / 1000);
}

function megabytes(service: Service): number {
  const status = readFileSync(`/proc/${service.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function startUp(directory: string, count: number): Promise<void> {
  const service = served('--data', directory);
  await service.start();
  const rate = await start(service, 'closing', closing, count);
  console.log(`${count} executions started and closed with --data: ${rate.toFixed(0)}/s at ${concurrency}`);
  await service.stop();
  for (let round = 0; round < 3; round++) {
    await service.start();
    await service.kill();
  }
  const [empty = 0, ...times] = service.startUps.map(Math.round);
  console.log(`start-up with an empty directory ${empty} ms, with ${count} closed executions ${times.join(', ')} ms`);
}

async function memory(directory: string | undefined, count: number): Promise<void> {
  const service = directory === undefined ? served('--memory') : served('--data', directory);
  await service.start();
  const before = megabytes(service);
  const rate = await start(service, 'waiting', waiting, count);
  const after = megabytes(service);
  const each = ((after - before) * 1024) / count;
  const where = directory === undefined ? 'in memory' : 'with --data';
  console.log(
    `${count} waiting executions ${where}: ${rate.toFixed(0)}/s, ${each.toFixed(2)} KB each (${after.toFixed(0)} MB)`,
  );
  await service.kill();
  if (directory === undefined) return;
  const began = performance.now();
  await service.start();
  const listening = performance.now() - began;
  await service.call('ListStateMachines', {});
  const answering = performance.now() - began;
  console.log(
    `  taken up after kill -9: listening after ${listening.toFixed(0)} ms, answering after ${answering.toFixed(0)} ms, ${megabytes(service).toFixed(0)} MB`,
  );
  await service.kill();
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  try {
    await startUp(join(directory, 'closed'), Number(values.closed));
    await memory(undefined, Number(values.open));
    await memory(join(directory, 'open'), Number(values.open));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
