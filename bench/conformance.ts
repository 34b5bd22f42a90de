// Writes docs/conformance.md from results, so that no figure in it was typed by hand:
//   node --import tsx bench/conformance.ts --report report.json [--jsonata jsonata.txt] [--definitions definitions.txt]
// report.json comes from the runner of recorded cases; the two texts are what bench/jsonata-suite.ts and
// bench/definitions.ts print. Reasons of known differences are data: bench/differences.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(__dirname, '..');

/** One recorded case as the runner reports it: whether each level agreed, and where it differed. */
interface CaseResult {
  readonly id: string;
  readonly group: string;
  readonly kind: string;
  /** Services that the case calls besides Step Functions. */
  readonly requires: readonly string[];
  readonly L1: boolean;
  readonly L2: boolean;
  readonly L3: boolean;
  readonly diffs: { readonly [level: string]: readonly (readonly [string, unknown, unknown])[] };
}
interface Report {
  readonly results: readonly CaseResult[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}
/** Why cases differ; the first pattern that fits a case's id counts. */
interface Difference {
  readonly pattern: string;
  readonly reason: string;
}

const levels = ['L1', 'L2', 'L3'] as const;

function share(results: readonly CaseResult[], level: (typeof levels)[number]): string {
  if (results.length === 0) return '–';
  const passed = results.filter((result) => result[level]).length;
  return `${((100 * passed) / results.length).toFixed(1)} %`;
}

function row(name: string, results: readonly CaseResult[]): string {
  return `| ${name} | ${results.length} | ${levels.map((level) => share(results, level)).join(' | ')} |`;
}

function groupTable(results: readonly CaseResult[]): string[] {
  const groups = [...new Set(results.map(({ group }) => group))].sort();
  return [
    '| group | cases | outcome | shape | everything |',
    '|---|---:|---:|---:|---:|',
    ...groups.map((group) =>
      row(
        group,
        results.filter((result) => result.group === group),
      ),
    ),
    row('**all**', results),
  ];
}

/** Cases that call other services, once for each service that they call. */
function serviceTable(results: readonly CaseResult[]): string[] {
  const services = [...new Set(results.flatMap(({ requires }) => requires))].sort();
  return [
    '| service | cases | outcome | shape | everything |',
    '|---|---:|---:|---:|---:|',
    ...services.map((service) =>
      row(
        service,
        results.filter(({ requires }) => requires.includes(service)),
      ),
    ),
    row(
      '**any**',
      results.filter(({ requires }) => requires.length > 0),
    ),
  ];
}

function failedLevel(result: CaseResult): string {
  return levels.find((level) => !result[level]) ?? 'L3';
}

function differenceList(results: readonly CaseResult[], known: readonly Difference[]): string[] {
  const failed = results.filter(({ L3 }) => !L3);
  const explained = new Map<string, CaseResult[]>();
  const open: CaseResult[] = [];
  for (const result of failed) {
    const reason = known.find(({ pattern }) => new RegExp(pattern).test(result.id))?.reason;
    if (reason === undefined) open.push(result);
    else explained.set(reason, [...(explained.get(reason) ?? []), result]);
  }
  const lines = [`${failed.length} of ${results.length} cases differ somewhere.`, ''];
  for (const [reason, cases] of explained) {
    lines.push(`- ${reason}`, ...cases.map((result) => `  - \`${result.id}\` (${failedLevel(result)})`));
  }
  if (open.length > 0) {
    lines.push('', 'Not explained yet:', '');
    for (const result of open) {
      const place = result.diffs[failedLevel(result)]?.[0]?.[0];
      lines.push(`- \`${result.id}\` (${failedLevel(result)}${place === undefined ? '' : `, at \`${place}\``})`);
    }
  }
  return lines;
}

function skippedList({ skipped }: Report): string[] {
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `- ${count} × ${reason}`);
}

function quoted(file: string): string[] {
  return ['```', readFileSync(file, 'utf8').trimEnd(), '```', ''];
}

function page(report: Report, known: readonly Difference[], jsonata?: string, definitions?: string): string {
  const lines = [
    '<!-- Written by bench/conformance.ts: change that, or the results. -->',
    '# Conformance',
    '',
    'How near this comes to the service. Cases are recordings of the real service: a definition and an input with the',
    'history that followed, an API call with its answer, a TestState request with its result. *Outcome*: status, output,',
    'error and cause. *Shape*: besides, the sequence of event types. *Everything*: all events with all members, ids and',
    'chaining. Each level includes the one before.',
    '',
    '## Recorded cases',
    '',
    ...groupTable(report.results),
    '',
    'Of them, those that call other services, which are embedded here:',
    '',
    ...serviceTable(report.results),
    '',
    ...(report.skipped.length > 0 ? ['Not run:', '', ...skippedList(report), ''] : []),
    '## Known differences',
    '',
    ...differenceList(report.results, known),
    '',
  ];
  if (jsonata !== undefined) {
    lines.push(
      '## JSONata',
      '',
      'The public suite of the language, beside the `jsonata` package 2.0.6.',
      '',
      ...quoted(jsonata),
    );
  }
  if (definitions !== undefined) {
    lines.push(
      '## Validation',
      '',
      'Published definitions, and definitions with a known verdict.',
      '',
      ...quoted(definitions),
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

const { values } = parseArgs({
  options: { report: { type: 'string' }, jsonata: { type: 'string' }, definitions: { type: 'string' } },
});
if (values.report === undefined) throw new Error('--report <file> is needed: the results of the recorded cases');
const report = JSON.parse(readFileSync(values.report, 'utf8')) as Report;
const known = JSON.parse(readFileSync(join(root, 'bench/differences.json'), 'utf8')) as readonly Difference[];
writeFileSync(join(root, 'docs/conformance.md'), page(report, known, values.jsonata, values.definitions));
