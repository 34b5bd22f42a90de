// How the validator judges definitions that others wrote: `npx tsx bench/definitions.ts <folder>…`.
//
// A folder holds definitions (.json, .yaml) or recorded cases of the service (JSON with `steps` or `stateMachine`). A name that
// begins with `valid-` or `invalid-` is a verdict to be met; bench/definition-verdicts.json has those of other names, and the
// reason where ours is another one. Everything else is expected to be accepted. `--ignore ASL601,ASL603` leaves findings out:
// other validators do not look at Resource.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { createErrorMessage, type Diagnostic, parseDefinition, type StateMachineType, validate } from '../lib/asl';
import { isArray, isObject, type Json, type JsonObject, own } from '../lib/json';

interface Verdict {
  readonly verdict: 'valid' | 'invalid';
  /** Why ours differs. */
  readonly reason?: string;
}
interface Tally {
  right: number;
  readonly wrong: string[];
  readonly explained: string[];
}

const [ignored = '', folders] = takeOption('--ignore', process.argv.slice(2));
const verdicts = JSON.parse(readFileSync(join(__dirname, 'definition-verdicts.json'), 'utf8')) as Record<
  string,
  Verdict
>;
const warned = new Map<string, number>();
for (const folder of folders) {
  const tally: Tally = { right: 0, wrong: [], explained: [] };
  for (const file of filesOf(folder)) judge(file, tally);
  const { right, wrong, explained } = tally;
  const differs = explained.length === 0 ? '' : `, ${explained.length} for a reason not`;
  console.log(`${basename(folder)}: ${right} of ${right + wrong.length + explained.length} as expected${differs}`);
  for (const line of [...explained, ...wrong]) console.log(`  ${line}`);
}
console.log(`warnings: ${[...warned].map(([code, count]) => `${code} ${count}`).join(', ') || 'none'}`);

function takeOption(name: string, args: readonly string[]): [value: string | undefined, rest: readonly string[]] {
  const index = args.indexOf(name);
  return index < 0 ? [undefined, args] : [args[index + 1], args.filter((_, i) => i !== index && i !== index + 1)];
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function judge(file: string, tally: Tally): void {
  const text = readFileSync(file, 'utf8');
  const document = /\.ya?ml$/.test(file) ? (parseYaml(text) as Json) : parsed(text);
  if (isObject(document) && (own(document, 'stateMachine') !== undefined || own(document, 'steps') !== undefined)) {
    judgeCase(file, document, tally);
    return;
  }
  if (isObject(document) && own(document, 'StateMachines') !== undefined) return; // a mock configuration, no definition
  const { verdict: expected, reason }: Verdict = verdicts[basename(file)] ?? {
    verdict: /^invalid-/.test(basename(file)) ? 'invalid' : 'valid',
  };
  const diagnostics = examine(/\.ya?ml$/.test(file) ? JSON.stringify(document) : text, 'STANDARD', true);
  const errors = diagnostics.filter(({ code, severity }) => severity === 'ERROR' && !ignored.includes(code));
  for (const { code, severity } of diagnostics)
    if (severity === 'WARNING') warned.set(code, (warned.get(code) ?? 0) + 1);
  if ((errors.length === 0) === (expected === 'valid')) tally.right++;
  else if (reason !== undefined) tally.explained.push(`${basename(file)}: ${reason}`);
  else tally.wrong.push(`${basename(file)}: expected ${expected}${errors.slice(0, 3).map(show).join('')}`);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function examine(text: string, type: StateMachineType, placeholders: boolean): readonly Diagnostic[] {
  const result = parseDefinition(text);
  return result.diagnostics ?? validate(result.definition, { type, positions: result.positions, placeholders });
}

function show({ code, pointer, message }: Diagnostic): string {
  return `\n      ${code} ${pointer} ${message}`;
}

/** A recorded case: definitions that were accepted, refused with a message, or validated with diagnostics. */
function judgeCase(file: string, document: JsonObject, tally: Tally): void {
  const machine = own(document, 'stateMachine');
  if (isObject(machine)) {
    const type = own(machine, 'type') as StateMachineType | undefined;
    check(file, examine(JSON.stringify(own(machine, 'definition')), type ?? 'STANDARD', false), undefined, tally);
  }
  const steps = own(document, 'steps');
  for (const step of isArray(steps) ? steps : []) {
    if (isObject(step)) judgeStep(file, step, document, tally);
  }
}

function judgeStep(file: string, step: JsonObject, document: JsonObject, tally: Tally): void {
  const call = String(own(step, 'call') ?? '').replace('stepfunctions.', '');
  const params = own(step, 'params');
  if (
    !['CreateStateMachine', 'UpdateStateMachine', 'ValidateStateMachineDefinition'].includes(call) ||
    !isObject(params)
  )
    return;
  const definition = own(params, 'definition');
  if (typeof definition !== 'string' || definition.startsWith('@{')) return;
  const type = (own(params, 'type') as StateMachineType | undefined) ?? 'STANDARD';
  const diagnostics = examine(definition, type, false);
  const recorded = JSON.stringify(own(document, 'expect') ?? null);
  if (call === 'ValidateStateMachineDefinition') {
    const aws = diagnostics.flatMap(({ severity, aws }) => (aws === undefined ? [] : [{ severity, ...aws }]));
    const expected = Object.values(own(document, 'expect') as JsonObject).map((answer) =>
      own(answer as JsonObject, 'diagnostics'),
    );
    const same = expected.some((list) => isArray(list) && canonical(list) === canonical(aws as unknown as Json));
    if (same) tally.right++;
    else tally.wrong.push(`${basename(file)}: ${JSON.stringify(aws)} instead of ${JSON.stringify(expected)}`);
    return;
  }
  const refusal = /Invalid State Machine Definition: '(?:[^"\\]|\\.)*'/.exec(recorded)?.[0];
  check(file, diagnostics, own(step, 'expectError') === true ? refusal : undefined, tally);
}

function check(file: string, diagnostics: readonly Diagnostic[], recorded: string | undefined, tally: Tally): void {
  const message = createErrorMessage(diagnostics);
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  // What varies between regions and accounts is blanked out in recordings.
  const comparable = (text: string | undefined) => text?.replaceAll(/arn:(?:<partition>|aws):/g, 'arn:aws:');
  if (comparable(message) === comparable(recorded) && (recorded !== undefined || errors.length === 0)) tally.right++;
  else
    tally.wrong.push(
      `${basename(file)}: recorded ${recorded ?? 'accepted'}, ours ${message ?? ''}${errors.slice(0, 2).map(show).join('')}`,
    );
}

function canonical(value: Json): string {
  if (isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${key}:${canonical(value[key] as Json)}`)
    .join()}}`;
}
