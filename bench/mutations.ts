// Do the tests of the sample order workflow notice when it is changed? `node --import tsx bench/mutations.ts [count]` makes
// seeded changes of its definition, one at a time, runs its tests on each, and prints those that survive.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addSamples } from '../bin/samples';
import { readAssembly } from '../lib/assembly';
import { type Random, seededRandom } from '../lib/engine';

const root = resolve(__dirname, '..');
const suite = 'test/workflows/order-processing.test.ts';
const stack = 'Orders';
/** Of thirty changes at least twenty-eight have to be noticed. */
const share = 28 / 30;

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Retry?: { ErrorEquals: string[]; MaxAttempts?: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Choices?: { Condition: string; Next: string }[];
  Branches?: Scope[];
  ItemProcessor?: Scope;
  [field: string]: unknown;
}
interface Scope {
  StartAt: string;
  States: { [name: string]: State };
}

interface Named {
  readonly name: string;
  readonly state: State;
  /** Other states of its scope. */
  readonly others: readonly string[];
}

type Change = (states: readonly Named[], random: Random) => string;

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random.next() * items.length)] as T;
}

function statesIn(scope: Scope): Named[] {
  const names = Object.keys(scope.States);
  return names.flatMap((name) => {
    const state = scope.States[name] as State;
    const inner = [...(state.Branches ?? []), ...(state.ItemProcessor === undefined ? [] : [state.ItemProcessor])];
    return [{ name, state, others: names.filter((other) => other !== name) }, ...inner.flatMap(statesIn)];
  });
}

const changes: { readonly [kind: string]: Change } = {
  'a catcher dropped': (states, random) => {
    const { name, state } = pick(
      states.filter(({ state }) => state.Catch !== undefined),
      random,
    );
    const index = Math.floor(random.next() * (state.Catch?.length ?? 0));
    const [dropped] = state.Catch?.splice(index, 1) ?? [];
    return `${name}: catcher ${index + 1} (${dropped?.ErrorEquals.join(', ')} → ${dropped?.Next})`;
  },
  'a retrier weakened': (states, random) => {
    const { name, state } = pick(
      states.filter(({ state }) => state.Retry !== undefined),
      random,
    );
    const retrier = pick(state.Retry ?? [], random);
    if (retrier.ErrorEquals.length > 1 && random.next() < 0.5) {
      const error = pick(retrier.ErrorEquals, random);
      retrier.ErrorEquals = retrier.ErrorEquals.filter((one) => one !== error);
      return `${name}: does not retry ${error}`;
    }
    retrier.MaxAttempts = (retrier.MaxAttempts ?? 3) - 1;
    return `${name}: ${retrier.MaxAttempts} retries at most`;
  },
  'a rule inverted': (states, random) => {
    const { name, state } = pick(
      states.filter(({ state }) => state.Choices !== undefined),
      random,
    );
    const rule = pick(state.Choices ?? [], random);
    rule.Condition = rule.Condition.replace(/^\{%\s*([\s\S]*?)\s*%\}$/, '{% $not($1) %}');
    return `${name}: ${rule.Condition}`;
  },
  'a path changed': (states, random) => {
    const able = states.filter(({ state, others }) => (state.Next ?? state.Default) !== undefined && others.length > 1);
    const { name, state, others } = pick(able, random);
    const field = state.Next === undefined ? 'Default' : 'Next';
    const before = state[field];
    state[field] = pick(
      others.filter((other) => other !== before),
      random,
    );
    return `${name}: ${field} is ${state[field]} instead of ${before}`;
  },
};

/** The Standard order workflow with one change. */
function changed(definition: string, number: number): { readonly text: string; readonly what: string } {
  const random = seededRandom(number);
  const kinds = Object.keys(changes);
  // A definition has few rules, so each kind is drawn by chance and not in turn.
  const kind = pick(kinds, random);
  const scope = JSON.parse(definition) as Scope;
  const what = changes[kind]?.(statesIn(scope), random);
  return { text: JSON.stringify(scope), what: `${kind}: ${what}` };
}

function passes(assembly: string): boolean {
  const args = [
    join(root, 'node_modules/jest/bin/jest.js'),
    suite,
    '--ci',
    '--bail',
    '--silent',
    '--reporters=default',
  ];
  const env = { ...process.env, STEPWRIGHT_CHANGED_ASSEMBLY: assembly };
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'ignore' }).status === 0;
}

function main(): void {
  const count = Number(process.argv[2] ?? 30);
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-mutations-'));
  process.env.CDK_VALIDATION = 'false';
  try {
    const original = join(folder, 'original');
    const app = new App({ outdir: original, context: { 'aws:cdk:bundling-stacks': [] } });
    addSamples(app);
    app.synth();
    const machine = readAssembly(original).machines.find((one) => one.stack === stack);
    if (machine === undefined) throw new Error(`there is no state machine in ${stack}`);
    if (!passes(original)) throw new Error(`${suite} does not pass as it is`);
    const survivors: string[] = [];
    const seen = new Set<string>();
    for (let number = 1; seen.size < count; number++) {
      const { text, what } = changed(machine.definition, number);
      if (seen.has(what)) continue;
      seen.add(what);
      const copy = join(folder, `changed-${number}`);
      cpSync(original, copy, { recursive: true });
      const template = join(copy, `${stack}.template.json`);
      const content = JSON.parse(readFileSync(template, 'utf8'));
      content.Resources[machine.logicalId].Properties.DefinitionString = text;
      writeFileSync(template, JSON.stringify(content));
      const survives = passes(copy);
      if (survives) survivors.push(what);
      console.log(`${survives ? 'SURVIVED' : 'caught  '}  ${String(number).padStart(2)}  ${what}`);
    }
    console.log(`\n${count - survivors.length} of ${count} changes were noticed`);
    for (const survivor of survivors) console.log(`  not noticed: ${survivor}`);
    if (count - survivors.length < count * share) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
