// Runs definitions that others wrote, from start to end: `npx tsx bench/corpora.ts <folder>…`.
//
// Answers of tasks, the input and items are made up (bench/made-up): the members that the table of integrations tells, and
// what the definition itself reads of them; where Choice rules compare, one of the compared values is drawn. The table tells
// how each task would be answered here without mocks.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { type Definition, parseDefinition, type StateMachineType, validate } from '../lib/asl';
import { compileMachine, type HistoryEvent, type ServiceCall, type TaskIo, type TaskPerformer } from '../lib/engine';
import { findIntegration, parseResource } from '../lib/integrations';
import { isArray, isObject, type Json, type JsonObject, own } from '../lib/json';
import { Driver, type MapRunData, MapRuns, virtualHost } from '../lib/local';
import { createServices, type World } from '../lib/services';
import { MadeUp } from './made-up/made-up';
import { filled } from './made-up/placeholders';

type Way = 'embedded' | 'simulated' | 'pass-through' | 'mock only';

/** Draws until one run ends well: other draws take other arms. */
const drawsMax = 40;
/** Timers that one run may ring: a loop that polls ends when its status is drawn. */
const timersMax = 500;

interface Verdict {
  readonly name: string;
  /** `succeeded`, `failed as modelled`, or what went wrong. */
  readonly ended: string;
  readonly tasks: readonly (readonly [resource: string, way: Way])[];
}

const world: World = {
  now: () => 0,
  uuid: () => '0',
  after: () => () => {},
  busy: () => () => {},
  partition: 'aws',
  region: 'us-east-1',
  account: '123456789012',
};
/** A file that the service refuses as a definition. */
interface Refusal {
  readonly name: string;
  readonly refused: string;
}

/** Who answered the last task. */
let answered: string;
const services = createServices({
  world,
  // A model is a handler of whoever runs the machine.
  jobs: { 'bedrock:invokeModel': {} },
  onAnswered: (_, by) => {
    answered = by;
  },
});
const nobody: TaskIo = {
  submitted() {},
  settled() {},
  parked() {},
  after() {},
  onCancel() {},
  now: () => 0,
};

/** Asks the services themselves who would answer. */
function wayOf(resource: string): Way {
  const found = findIntegration(resource);
  switch (found.found) {
    // Functions run in workers, nested executions in the same driver, activities through their API.
    case 'function':
    case 'activity':
      return 'embedded';
    case 'refused':
      return 'mock only';
    case 'aws-sdk':
      return found.sdk.id === 'sfn' ? 'embedded' : answererOf(resource);
    case 'optimized':
      return ['lambda', 'states', 'http', 'apigateway'].includes(found.row.service) ? 'embedded' : answererOf(resource);
  }
}

function answererOf(resource: string): Way {
  const parsed = parseResource(resource);
  if (parsed === undefined) return 'mock only';
  answered = 'nobody';
  services.performer.perform(
    {
      ...parsed,
      pattern: parsed.pattern as ServiceCall['pattern'],
      resource,
      input: {},
      taskToken: undefined,
      state: 'State',
      path: 'State',
      attempt: 1,
      item: undefined,
      credentials: undefined,
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:corpus:one',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:corpus',
    },
    nobody,
  );
  return answered === 'embedded' || answered === 'simulated' ? answered : 'pass-through';
}

function tasksOf(value: Json): string[] {
  if (isArray(value)) return value.flatMap(tasksOf);
  if (!isObject(value)) return [];
  const resource = own(value, 'Resource');
  const inner = Object.values(value).flatMap(tasksOf);
  return own(value, 'Type') === 'Task' && typeof resource === 'string' ? [resource, ...inner] : inner;
}

/** What became of a definition, or why it is none. */
function judge(file: string): Verdict | Refusal {
  const name = basename(file);
  const text = readFileSync(file, 'utf8');
  let document: Json;
  try {
    document = filled((/\.ya?ml$/.test(file) ? parseYaml(text) : JSON.parse(text)) as Json);
  } catch {
    return { name, refused: 'is no JSON' };
  }
  if (!isObject(document) || own(document, 'StateMachines') !== undefined)
    return { name, refused: 'is a file of mocks' };
  const { definition } = parseDefinition(JSON.stringify(document));
  const fault =
    definition === undefined ? undefined : validate(definition).find(({ severity }) => severity === 'ERROR');
  if (definition === undefined || fault !== undefined)
    return { name, refused: `${fault?.pointer ?? '/'} ${fault?.message ?? 'is no object'}` };
  const tasks = tasksOf(document).map((resource) => [resource, wayOf(resource)] as const);
  return { name, tasks, ended: bestEnd(definition, document) };
}

function bestEnd(definition: Definition, document: JsonObject): string {
  let best = '';
  for (let draw = 1; draw <= drawsMax; draw++) {
    const type = draw % 4 === 0 ? 'EXPRESS' : 'STANDARD';
    if (type === 'EXPRESS' && validate(definition, { type }).some(({ severity }) => severity === 'ERROR')) continue;
    const ended = runOnce(definition, new MadeUp(document, draw, world), type);
    if (ended === 'succeeded') return ended;
    if (best === '' || ended === 'failed as modelled') best = ended;
  }
  return best;
}

function runOnce(definition: Definition, madeUp: MadeUp, type: StateMachineType): string {
  const performer: TaskPerformer = {
    perform: (call, io) => io.settled({ ok: true, output: madeUp.answer(call) }),
  };
  const data: MapRunData = {
    open: (call) => {
      const items = [...madeUp.items(call)];
      return {
        next: () => {
          const value = items.shift();
          return value === undefined ? undefined : { value };
        },
      };
    },
    writer: ({ mapRunArn }) => ({
      add() {},
      pending() {},
      close: () => ({ MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: 'results', Key: 'manifest.json' } }),
    }),
  };
  const driver: Driver = new Driver({
    host: virtualHost(),
    performer,
    mapRunner: new MapRuns(() => driver, data),
    autoAdvance: false,
  });
  const { execution } = driver.start(compileMachine(definition, { type }), {
    identity: {
      executionArn: `arn:aws:states:us-east-1:123456789012:${type === 'EXPRESS' ? 'express' : 'execution'}:corpus:one${type === 'EXPRESS' ? ':1' : ''}`,
      name: 'one',
      roleArn: 'arn:aws:iam::123456789012:role/corpus',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:corpus',
      stateMachineName: 'corpus',
      type,
    },
    input: madeUp.input(),
    seed: 1,
  });
  for (let timers = 0; timers < timersMax && driver.fireNext(); timers++);
  return endOf(execution.status, execution.history.slice());
}

function endOf(status: string, history: readonly HistoryEvent[]): string {
  if (status === 'SUCCEEDED') return 'succeeded';
  const last = history.at(-1);
  const before = history.at(-2);
  if (status === 'FAILED' && before?.type === 'FailStateEntered') return 'failed as modelled';
  if (last?.type === 'ExecutionFailed') return `${last.error}: ${last.cause?.slice(0, 300)}`;
  return `${status} after ${history.length} events`;
}

function print(verdicts: readonly Verdict[], refused: readonly Refusal[]): void {
  const count = (test: (verdict: Verdict) => boolean): number => verdicts.filter(test).length;
  const well = count(({ ended }) => ended === 'succeeded');
  const modelled = count(({ ended }) => ended === 'failed as modelled');
  console.log(`files             ${verdicts.length + refused.length}`);
  console.log(`  refused by the service  ${refused.length}`);
  for (const { name, refused: why } of refused) console.log(`    ${name}\n      ${why}`);
  console.log(`machines          ${verdicts.length}`);
  console.log(`  succeeded       ${well}`);
  console.log(`  failed as modelled, by a Fail state  ${modelled}`);
  const rest = verdicts.filter(({ ended }) => ended !== 'succeeded' && ended !== 'failed as modelled');
  console.log(`  ended otherwise ${rest.length}`);
  for (const { name, ended } of rest) console.log(`    ${name}\n      ${ended}`);
  const tasks = verdicts.flatMap((verdict) => verdict.tasks);
  console.log(`tasks             ${tasks.length}`);
  for (const way of ['embedded', 'simulated', 'pass-through', 'mock only'] as const) {
    const those = tasks.filter(([, one]) => one === way);
    console.log(`  ${way.padEnd(14)} ${those.length}  (${((those.length / tasks.length) * 100).toFixed(1)} %)`);
    if (way === 'mock only') for (const [resource] of those) console.log(`    ${resource}`);
  }
}

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('name the folders with definitions');
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .sort()
    .map((name) => join(folder, name)),
);
const verdicts = files.map(judge);
print(
  verdicts.filter((one) => 'ended' in one),
  verdicts.filter((one) => 'refused' in one),
);
