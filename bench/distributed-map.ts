// Distributed Maps at scale, each scenario in a process of its own (bench/alone.ts): `npm run bench -- csv-standard`.
// Items come from a file in an S3 bucket and results go back to one; the results are checked row by row.
import {
  closeSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Definition } from '../lib/asl';
import { parseDefinition, validate } from '../lib/asl';
import { compileMachine, type ExecutionIdentity } from '../lib/engine';
import type { Json } from '../lib/json';
import { Driver, type MapRun, MapRuns, type Running, virtualHost } from '../lib/local';
import { type Answerer, createServices, mapData } from '../lib/services';

const rows = 1_000_000;
const items = 100_000;
const batchItems = 100;
const jsonRounds = 7;

interface Scenario {
  readonly about: string;
  readonly run: (folder: string) => Promise<string>;
}

const scenarios: { readonly [name: string]: Scenario } = {
  'csv-standard': {
    about: '1,000,000 CSV rows, batches of 100, Standard children: Pass, Choice, Pass',
    run: (folder) => csv(folder, 'STANDARD', passes),
  },
  'csv-express': {
    about: '1,000,000 CSV rows, batches of 100, Express children: JSONata over every row',
    run: (folder) => csv(folder, 'EXPRESS', jsonata),
  },
  'csv-task': {
    about: '1,000,000 CSV rows, batches of 100, Standard children: Choice and a mocked task',
    run: (folder) => csv(folder, 'STANDARD', mocked),
  },
  'jsonl-express': {
    about: '100,000 JSON Lines items, Express children, every child kept with its full history; beside a loop by hand',
    run: jsonl,
  },
};

interface Processor {
  readonly body: { readonly [member: string]: Json };
  /** What becomes of a row. */
  readonly row: (row: Row) => Json;
}
interface Row {
  readonly [column: string]: string;
}

const large = { Variable: '$.count', NumericGreaterThan: batchItems / 2, Next: 'Give' };
const passes: Processor = {
  body: {
    StartAt: 'Count',
    States: {
      Count: {
        Type: 'Pass',
        Parameters: { 'Items.$': '$.Items', 'count.$': 'States.ArrayLength($.Items)' },
        Next: 'Large',
      },
      Large: { Type: 'Choice', Choices: [large], Default: 'Give' },
      Give: { Type: 'Pass', OutputPath: '$.Items', End: true },
    },
  },
  row: (row) => ({ ...row }),
};
const jsonata: Processor = {
  body: {
    StartAt: 'Convert',
    States: {
      Convert: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Output: "{% $states.input.Items.{ 'id': id, 'cents': $number(amount) * 100, 'large': $number(amount) > 50 } %}",
        End: true,
      },
    },
  },
  row: ({ id, amount }) => ({ id: id as string, cents: Number(amount) * 100, large: Number(amount) > 50 }),
};
const mocked: Processor = {
  body: {
    StartAt: 'Any',
    States: {
      Any: { Type: 'Choice', Choices: [{ Variable: '$.Items[0]', IsPresent: true, Next: 'Load' }], Default: 'Load' },
      Load: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:load', End: true },
    },
  },
  row: ({ id, amount }) => ({ id: id as string, amount: Number(amount) }),
};
const answers: Answerer = {
  by: 'mock',
  answers(call, io) {
    const { Items } = call.input as { Items: readonly Row[] };
    io.settled({ ok: true, output: Items.map(mocked.row) });
    return true;
  },
};

async function csv(folder: string, executionType: string, processor: Processor): Promise<string> {
  writeRows(join(folder, 'data/rows.csv'));
  const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType }, ...processor.body };
  const ground = new Ground(folder, {
    ...reading({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, 'rows.csv', 'FLATTEN'),
    ItemBatcher: { MaxItemsPerBatch: batchItems },
    ItemProcessor,
  });
  const began = performance.now();
  const { run } = await ground.execute();
  const seconds = (performance.now() - began) / 1000;
  const { executionCounts, itemCounts } = run;
  if (itemCounts.succeeded !== rows || executionCounts.succeeded !== rows / batchItems)
    throw new Error(`counts: ${JSON.stringify({ itemCounts, executionCounts })}`);
  await checkRows(ground.results(run), processor.row);
  return `${perSecond(rows, seconds)} rows/s (${seconds.toFixed(1)} s), every row of the results right`;
}

async function jsonl(folder: string): Promise<string> {
  const file = join(folder, 'data/items.jsonl');
  mkdirSync(join(folder, 'data'), { recursive: true });
  const lines = Array.from({ length: items }, (_, index) =>
    JSON.stringify({ id: `i-${index}`, qty: index % 10, tags: ['a', 'b'] }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  const ratios: number[] = [];
  const times: number[] = [];
  let children = 0;
  let events = 0;
  for (let round = 0; round < jsonRounds; round++) {
    const ground = new Ground(
      folder,
      { ...reading({ InputType: 'JSONL' }, 'items.jsonl', 'COMPACT'), ItemProcessor: labelled },
      { closed: Number.POSITIVE_INFINITY },
    );
    const began = performance.now();
    const { run } = await ground.execute();
    const ours = performance.now() - began;
    const byHand = loop(file, join(folder, 'by-hand.jsonl'));
    const written = readFileSync(ground.results(run)[0] as string, 'utf8');
    if (!sameLines(written, readFileSync(join(folder, 'by-hand.jsonl'), 'utf8'))) throw new Error('other results');
    times.push(ours);
    ratios.push(ours / byHand);
    if (round < jsonRounds - 1) continue;
    for (const child of ground.driver.executions()) {
      if (child.mapRun === undefined) continue;
      children++;
      events += child.execution.history.length;
    }
  }
  if (children !== items) throw new Error(`${children} children were kept`);
  return `${perSecond(items, median(times) / 1000)} items/s, ${median(ratios).toFixed(1)}× a loop by hand; ${children} histories kept, ${events} events`;
}

const labelled = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  StartAt: 'Label',
  States: {
    Label: {
      Type: 'Pass',
      Parameters: {
        'id.$': '$.id',
        'qty.$': '$.qty',
        'label.$': "States.Format('{}/{}', $.id, $.qty)",
        'tags.$': 'States.ArrayLength($.tags)',
      },
      Next: 'Size',
    },
    Size: {
      Type: 'Choice',
      Choices: [{ Variable: '$.qty', NumericGreaterThanEquals: 5, Next: 'Big' }],
      Default: 'Small',
    },
    Big: { Type: 'Pass', Result: 'big', ResultPath: '$.size', End: true },
    Small: { Type: 'Pass', Result: 'small', ResultPath: '$.size', End: true },
  },
};

function loop(from: string, to: string): number {
  const began = performance.now();
  const made: string[] = [];
  for (const line of readFileSync(from, 'utf8').split('\n')) {
    if (line === '') continue;
    const { id, qty, tags } = JSON.parse(line) as { id: string; qty: number; tags: string[] };
    made.push(JSON.stringify({ id, qty, label: `${id}/${qty}`, tags: tags.length, size: qty >= 5 ? 'big' : 'small' }));
  }
  writeFileSync(to, `${made.join('\n')}\n`);
  return performance.now() - began;
}

/** Members may be in another order. */
function sameLines(left: string, right: string): boolean {
  const sorted = (line: string): string =>
    line === '' ? '' : JSON.stringify(Object.entries(JSON.parse(line) as object).sort());
  const others = right.split('\n');
  return left.split('\n').every((line, index) => sorted(line) === sorted(others[index] ?? ''));
}

function reading(ReaderConfig: Json, Key: string, Transformation: string) {
  return {
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket: 'data', Key } },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'data', Prefix: 'results' },
      WriterConfig: { Transformation, OutputType: 'JSONL' },
    },
  };
}

/** A driver and the services that it needs, over a folder. */
class Ground {
  readonly driver: Driver;
  readonly #folder: string;
  readonly #definition: Definition;
  readonly #runs: MapRuns;

  constructor(folder: string, map: object, retention: { readonly closed?: number } = {}) {
    this.#folder = folder;
    const definition = { StartAt: 'Each', States: { Each: { Type: 'Map', Label: 'Each', ...map, End: true } } };
    const parsed = parseDefinition(JSON.stringify(definition));
    const errors =
      parsed.definition === undefined
        ? parsed.diagnostics
        : validate(parsed.definition).filter(({ severity }) => severity === 'ERROR');
    if (parsed.definition === undefined || errors.length > 0) throw new Error(JSON.stringify(errors));
    this.#definition = parsed.definition;
    const host = virtualHost();
    const services = createServices({
      world: {
        now: () => host.now(),
        uuid: () => host.uuid(),
        after: () => () => {},
        busy: () => () => {},
        partition: 'aws',
        region: 'us-east-1',
        account: '123456789012',
      },
      s3Directory: folder,
      before: [answers],
    });
    const driver = (): Driver => this.driver;
    this.#runs = new MapRuns(driver, mapData(services.objects), retention);
    this.driver = new Driver({ host, performer: services.performer, mapRunner: this.#runs });
  }

  async execute(): Promise<{ readonly run: MapRun }> {
    const identity: ExecutionIdentity = {
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:bench:one',
      name: 'one',
      roleArn: 'arn:aws:iam::123456789012:role/bench',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench',
      stateMachineName: 'bench',
      type: 'STANDARD',
    };
    const running: Running = this.driver.start(compileMachine(this.#definition), { identity, input: {}, seed: 1 });
    await new Promise<void>((done) => running.onEnd(done));
    const last = running.execution.history.at(-1);
    if (last?.type !== 'ExecutionSucceeded') throw new Error(JSON.stringify(last));
    return { run: this.#runs.of(identity.executionArn)[0] as MapRun };
  }

  /** The files that the manifest names. */
  results(run: MapRun): string[] {
    const folder = join(this.#folder, 'data/results', run.arn.slice(run.arn.lastIndexOf(':') + 1));
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      ResultFiles: { SUCCEEDED: { Key: string }[]; FAILED: unknown[] };
    };
    if (manifest.ResultFiles.FAILED.length > 0) throw new Error('some children failed');
    return manifest.ResultFiles.SUCCEEDED.map(({ Key }) => join(this.#folder, 'data', Key));
  }
}

function rowOf(index: number): Row {
  return { id: `r-${index}`, customer: `c-${index % 977}`, amount: String(index % 100), note: 'leave at the door' };
}

function writeRows(file: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, 'id,customer,amount,note\n');
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, index) => Object.values(rowOf(from + index)).join(','));
    writeSync(descriptor, `${lines.join('\n')}\n`);
  }
  closeSync(descriptor);
}

/** Every row once, and right. */
async function checkRows(files: readonly string[], expected: (row: Row) => Json): Promise<void> {
  const seen = new Uint8Array(rows);
  let count = 0;
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const index = Number((JSON.parse(line) as { id: string }).id.slice(2));
      if (seen[index] !== 0) throw new Error(`row ${index} is there twice, or does not belong there`);
      seen[index] = 1;
      count++;
      if (line !== JSON.stringify(expected(rowOf(index)))) throw new Error(`row ${index}: ${line}`);
    }
  }
  if (count !== rows) throw new Error(`${count} rows`);
}

function perSecond(count: number, seconds: number): string {
  return Math.round(count / seconds).toLocaleString('en');
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  try {
    const told = await scenario.run(folder);
    console.log(
      `${name.padEnd(16)} ${told}; peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n${' '.repeat(17)}${scenario.about}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
