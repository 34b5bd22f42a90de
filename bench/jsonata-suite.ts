// Runs the public JSONata test suite: every case by our compiler and by the jsonata package, and compares.
//   node --import tsx bench/jsonata-suite.ts <directory with groups/ and datasets/> [--failures]
// Two columns: the language with the case's document as context, and as a state machine's expression with the document
// as $states.input, for the cases that the service's rules allow.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import type { Json } from '../lib/json';
import { type Bindings, compileJsonata, EvaluationError, ExpressionSyntaxError } from '../lib/query';
import { JsonataFailure } from '../lib/query/jsonata/failure';
import { compileLanguage } from '../lib/query/jsonata/language';
import { LimitExceeded } from '../lib/query/jsonata/machine';
import { parseExpression } from '../lib/query/jsonata/package';
import { refusals } from '../lib/query/jsonata/references';
import { UnwritableResult } from '../lib/query/jsonata/result';

interface Case {
  readonly expr?: string;
  readonly 'expr-file'?: string;
  readonly data?: Json;
  readonly dataset?: string | null;
  readonly bindings?: { readonly [name: string]: Json };
  readonly result?: Json;
  readonly undefinedResult?: boolean;
  readonly code?: string;
  readonly timelimit?: number;
  readonly unordered?: boolean;
}
interface Outcome {
  /** The result as JSON text, `undefined`, `function`, or an error code. */
  readonly text: string;
  readonly message?: string;
}

const [directory, flag] = process.argv.slice(2);
if (directory === undefined)
  throw new Error('usage: jsonata-suite.ts <directory with groups/ and datasets/> [--failures]');
const groups = join(directory, 'groups');

function read(file: string): Json {
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

function* cases(): Generator<{ name: string; expression: string; document: Json | undefined; given: Case }> {
  for (const group of readdirSync(groups)) {
    for (const file of readdirSync(join(groups, group)).filter((name) => name.endsWith('.json'))) {
      const content = read(join(groups, group, file));
      for (const [i, one] of (Array.isArray(content) ? content : [content]).entries()) {
        const given = one as unknown as Case;
        const source = given['expr-file'];
        const path = join(groups, group, source ?? '');
        if (given.expr === undefined && (source === undefined || !existsSync(path))) continue;
        const expression = given.expr ?? readFileSync(path, 'utf8');
        const document = given.dataset
          ? read(join(directory as string, 'datasets', `${given.dataset}.json`))
          : given.data;
        yield { name: `${group}/${file}[${i}]`, expression, document, given };
      }
    }
  }
}

const clock = Date.now();
function bindingsOf(input: Json | undefined, variables: { readonly [name: string]: Json }): Bindings {
  return {
    input: input ?? null,
    result: undefined,
    errorOutput: undefined,
    context: () => ({}),
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    now: () => clock,
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
  };
}

function written(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'function' || (value as { _jsonata_lambda?: true } | null)?._jsonata_lambda) return 'function';
  if ((value as { _jsonata_function?: true } | null)?._jsonata_function) return 'function';
  return (
    JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'number' && !Number.isFinite(member) ? String(member) : member,
    ) ?? 'function'
  );
}

async function oracle(
  expression: string,
  document: unknown,
  variables: { readonly [name: string]: Json },
): Promise<Outcome> {
  try {
    const parsed = jsonata(expression);
    return {
      text: written(
        await parsed.evaluate(structuredClone(document), structuredClone(variables) as Record<string, unknown>),
      ),
    };
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { text: code ?? 'crash', message: message ?? '' };
  }
}

function outcome(run: () => unknown): Outcome {
  try {
    return { text: written(run()) };
  } catch (error) {
    if (error instanceof JsonataFailure) return { text: error.code, message: error.text() };
    if (error instanceof ExpressionSyntaxError) return { text: 'syntax', message: error.message };
    if (error instanceof LimitExceeded) return { text: 'limit', message: error.message };
    if (error instanceof UnwritableResult) return { text: 'function' };
    if (error instanceof EvaluationError) return fromSentence(error.message);
    return { text: `crash ${(error as Error).stack}` };
  }
}

/** What a state machine's error sentence says. */
function fromSentence(sentence: string): Outcome {
  if (sentence.endsWith('returned nothing (undefined).')) return { text: 'undefined' };
  if (sentence.endsWith('returned an unsupported result type.')) return { text: 'function' };
  const coded = /threw an error during evaluation\. ([A-Z]\d+): ([\s\S]*)$/.exec(sentence);
  return coded === null
    ? { text: 'limit', message: sentence }
    : { text: coded[1] as string, message: coded[2] as string };
}

function sorted(text: string): string {
  return [...text].sort().join('');
}

function agree(ours: Outcome, theirs: Outcome, given: Case): boolean {
  if (ours.text === theirs.text) return true;
  if (given.result !== undefined && ours.text === JSON.stringify(given.result)) return true;
  if (given.code !== undefined && ours.text === given.code) return true;
  // Where the package itself crashes, any error of the language is as good.
  if (theirs.text === 'crash') return /^[A-Z]\d+$/.test(ours.text);
  if (ours.text === 'syntax') return /^S\d+/.test(theirs.text) || theirs.text === 'crash';
  if (given.unordered && sorted(ours.text) === sorted(theirs.text)) return true;
  return false;
}

interface Score {
  cases: number;
  agreed: number;
  messages: number;
  limits: number;
}

async function main(): Promise<void> {
  const language: Score = { cases: 0, agreed: 0, messages: 0, limits: 0 };
  const service: Score = { cases: 0, agreed: 0, messages: 0, limits: 0 };
  let refused = 0;
  for (const { name, expression, document, given } of cases()) {
    if (process.env.TRACE) console.error(name);
    if (given.timelimit !== undefined || name.includes('issue785')) continue;
    const variables = given.bindings ?? {};
    if (expression.includes('$eval')) {
      refused++;
      continue;
    }
    const theirs = await oracle(expression, document, variables);
    const ours = outcome(() => compileLanguage(expression)(document, bindingsOf(document, variables)));
    count(language, name, expression, ours, theirs, given);
    if (isRefused(expression)) {
      refused++;
      continue;
    }
    const expected = await oracle(expression, undefined, {
      ...variables,
      states: { input: document ?? null, context: {} },
    });
    const mine = outcome(() => compileJsonata(`{%${expression}%}`, 'Output')(null, bindingsOf(document, variables)));
    count(service, `${name} as a state's expression`, expression, mine, expected, given);
  }
  print('language', language);
  print('service', service);
  console.log(`${refused} cases refer to the context at the top level or use $eval, which the service refuses`);
}

function isRefused(expression: string): boolean {
  try {
    return refusals(parseExpression(expression)).length > 0;
  } catch {
    return false;
  }
}

function count(score: Score, name: string, expression: string, ours: Outcome, theirs: Outcome, given: Case): void {
  score.cases++;
  const same = agree(ours, theirs, given);
  if (same) score.agreed++;
  if (ours.text === 'limit') score.limits++;
  const messages = ours.message === undefined || theirs.message === undefined || ours.message === theirs.message;
  if (same && messages) score.messages++;
  if (flag === '--failures' && (!same || !messages)) {
    console.log(
      `${same ? 'TEXT' : 'FAIL'} ${name}\n  ${expression.slice(0, 300)}\n  ours   ${ours.text.slice(0, 400)} ${ours.message ?? ''}\n  theirs ${theirs.text.slice(0, 400)} ${theirs.message ?? ''}`,
    );
  }
}

function print(name: string, { cases: all, agreed, messages, limits }: Score): void {
  const percent = ((100 * agreed) / all).toFixed(2);
  console.log(
    `${name}: ${agreed} of ${all} cases agree with the jsonata package (${percent} %), ${messages} with the same text, ${limits} end at a limit of the service`,
  );
}

void main();
