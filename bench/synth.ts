// 50 handlers in one stack: TaskHandlers against aws-cdk-lib's NodejsFunction, each in a process of its own, bundles and
// caches removed before.
//   node --import tsx bench/synth.ts [--handlers 50] [--rounds 3]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { handlers: { type: 'string', default: '50' }, rounds: { type: 'string', default: '3' } },
});
const handlers = Number(values.handlers);
const rounds = Number(values.rounds);
const root = resolve(__dirname, '..');

/** A project with `handlers` handlers that share a module and call DynamoDB. */
function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  mkdirSync(join(folder, 'handlers'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['aws-cdk-lib', 'constructs', 'esbuild', '.bin', '@aws-sdk', '@smithy', 'tslib']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('package.json', '{"name": "bench", "private": true}');
  write('package-lock.json', '{}');
  write(
    'handlers/shared.ts',
    `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export interface Order { orderId: string; lines: { quantity: number; price: number }[] }
export const total = (order: Order): number => order.lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
export async function find(table: string, id: string): Promise<unknown> {
  return (await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: id } } }))).Item;
}
`,
  );
  for (let index = 0; index < handlers; index++) {
    write(
      `handlers/h${index}.ts`,
      `import { find, type Order, total } from './shared';
export const handler = async (order: Order) => ({ step: ${index}, amount: total(order), item: await find(process.env.TABLE!, order.orderId) });
`,
    );
  }
  write('app.ts', app(handlers));
  return folder;
}

/** The app: MODE says how functions are made; the time of each part goes to standard error. */
function app(count: number): string {
  return `import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { TaskHandlers } from ${JSON.stringify(join(root, 'lib/index'))};
const stack = new Stack(new App({ outdir: 'cdk.out' }), 'Bench');
const names = Array.from({ length: ${count} }, (_, index) => 'h' + index);
const begun = performance.now();
if (process.env.MODE === 'nodejs') {
  for (const name of names) new NodejsFunction(stack, name, { entry: 'handlers/' + name + '.ts', runtime: lambda.Runtime.NODEJS_22_X });
} else {
  new TaskHandlers(stack, 'Handlers', { entries: Object.fromEntries(names.map((name) => [name, 'handlers/' + name + '.ts'])) });
}
const made = performance.now();
(stack.node.root as App).synth();
console.error(JSON.stringify({ made: made - begun, synthesized: performance.now() - made }));
`;
}

interface Measured {
  readonly whole: number;
  readonly made: number;
  readonly synthesized: number;
}

function run(folder: string, mode: string, keepCache: boolean): Measured {
  rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
  if (!keepCache) rmSync(join(folder, 'node_modules/.cache'), { recursive: true, force: true });
  const started = performance.now();
  const child = spawnSync(process.execPath, ['--import', require.resolve('tsx'), 'app.ts'], {
    cwd: folder,
    env: { ...process.env, MODE: mode, CDK_VALIDATION: 'false' },
    encoding: 'utf8',
  });
  const whole = performance.now() - started;
  const line = child.stderr.split('\n').find((text) => text.startsWith('{"made"'));
  if (child.status !== 0 || line === undefined) throw new Error(child.stderr);
  return { whole, ...JSON.parse(line) };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

function main(): void {
  const folder = makeProject();
  try {
    const modes = [
      { name: 'NodejsFunction', mode: 'nodejs', keepCache: false },
      { name: 'TaskHandlers', mode: 'stepwright', keepCache: false },
      { name: 'TaskHandlers, again', mode: 'stepwright', keepCache: true },
    ].map((one) => ({ ...one, runs: [] as Measured[] }));
    run(folder, 'stepwright', false);
    for (let round = 0; round < rounds; round++)
      for (const one of modes) one.runs.push(run(folder, one.mode, one.keepCache));
    console.log(`${handlers} handlers, median of ${rounds} rounds, interleaved (ms)\n`);
    console.log('                       functions  functions + synth  whole process');
    const rows = modes.map(({ name, runs }) => {
      const made = median(runs.map((one) => one.made));
      const both = median(runs.map((one) => one.made + one.synthesized));
      const whole = median(runs.map((one) => one.whole));
      console.log(
        `${name.padEnd(22)} ${made.toFixed(0).padStart(9)}  ${both.toFixed(0).padStart(17)}  ${whole.toFixed(0).padStart(13)}`,
      );
      return { both, whole };
    });
    const [theirs, ours] = rows as [{ both: number; whole: number }, { both: number; whole: number }];
    console.log(
      `\nbundling and functions ${(theirs.both / ours.both).toFixed(1)} times, whole process ${(theirs.whole / ours.whole).toFixed(1)} times faster`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
