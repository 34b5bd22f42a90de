// validate: what AWS would refuse, and what it would take although it fails at run time.
import type { Diagnostic, StateMachineType } from '../asl';
import type { Assembly } from '../assembly';
import type { Finding } from '../checks';
import { command } from './command';
import { judge, placeOf } from './diagnostics';
import { CommandError } from './errors';
import { exit } from './exit';
import { codeFrame } from './frame';
import { findSubject, isDefinitionFile, loadAssembly, machineSubject, type Subject } from './subject';
import type { Terminal } from './terminal';

interface Judged {
  readonly subject: Subject;
  readonly diagnostics: readonly Diagnostic[];
  /** Of the app around the machine: roles, handlers, timeouts. */
  readonly findings: readonly Finding[];
}

export const validate = command({
  usage: '[machine|definition file]…',
  operandsMax: 1000,
  examples: [
    'validate',
    'validate OrderProcessing',
    'validate statemachine/*.asl.json --type EXPRESS',
    'validate --json',
  ],
  options: {
    type: {
      type: 'string',
      value: 'STANDARD|EXPRESS',
      summary: 'type of machine of definition files; default STANDARD',
    },
    'max-warnings': { type: 'string', value: 'n', summary: 'end with code 3 when there are more warnings' },
  },
  async run({ operands, options, terminal }) {
    const type = machineType(options.type);
    const limit = warningLimit(options['max-warnings']);
    const judged: Judged[] = [];
    if (operands.length === 0) judged.push(...(await judgeApp(await loadAssembly(options, terminal))));
    for (const operand of operands) {
      const subject = await findSubject(operand, options, terminal, type);
      judged.push(await judgeAll(subject, isDefinitionFile(operand)));
    }
    if (options.json !== undefined) terminal.result(JSON.stringify(judged.map(asJson), undefined, 2));
    else tell(judged, terminal);
    const errors = count(judged, 'ERROR');
    return errors > 0 || count(judged, 'WARNING') > limit ? exit.invalid : exit.ok;
  },
});

function machineType(given: string | undefined): StateMachineType {
  if (given === undefined || given === 'STANDARD' || given === 'EXPRESS') return given ?? 'STANDARD';
  throw new CommandError('CLI102', `--type "${given}" is not a type of state machine`, { hint: 'STANDARD or EXPRESS' });
}

function warningLimit(given: string | undefined): number {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(given)) return Number(given);
  throw new CommandError('CLI102', `--max-warnings "${given}" is not a number`, { hint: 'write --max-warnings 0' });
}

async function judgeApp(assembly: Assembly): Promise<readonly Judged[]> {
  return Promise.all(assembly.machines.map((machine) => judgeAll(machineSubject(machine, assembly), false)));
}

/** @param placeholders a file may have `${Name}` where a template fills something in at deployment */
async function judgeAll(subject: Subject, placeholders: boolean): Promise<Judged> {
  const { diagnostics } = judge(subject, placeholders);
  return { subject, diagnostics, findings: await findingsAround(subject, diagnostics) };
}

/** Findings of the checks, without those that say again what a diagnostic has said. */
async function findingsAround(subject: Subject, diagnostics: readonly Diagnostic[]): Promise<readonly Finding[]> {
  if (subject.assembly === undefined) return [];
  const { checkAssembly, openFindings } = await import('../checks/index.js');
  return openFindings(checkAssembly(subject.assembly)).filter(
    (finding) =>
      finding.constructPath === subject.name && !diagnostics.some(({ message }) => message === finding.message),
  );
}

function tell(judged: readonly Judged[], terminal: Terminal): void {
  for (const one of judged) {
    const { subject, diagnostics, findings } = one;
    const errors = count([one], 'ERROR');
    const warnings = count([one], 'WARNING');
    const mark = errors > 0 ? terminal.paint('red', '✗') : terminal.paint('green', '✓');
    const sum = [amount(errors, 'error'), amount(warnings, 'warning')].filter(Boolean).join(', ');
    terminal.result(`${mark} ${subject.name}${sum === '' ? '' : `   ${sum}`}`);
    for (const diagnostic of diagnostics) tellDiagnostic(diagnostic, subject, terminal);
    for (const finding of findings) tellFinding(finding, terminal);
    if (sum !== '') terminal.result('');
  }
}

function tellDiagnostic(diagnostic: Diagnostic, subject: Subject, terminal: Terminal): void {
  const { severity, code, message, pointer, hint } = diagnostic;
  heading(severity, code, message, terminal);
  const place = placeOf(diagnostic, subject);
  if (place !== undefined) {
    terminal.result(`    ${place.file}:${place.line}:${place.column}`);
    for (const line of codeFrame(place)) terminal.result(`    ${line}`);
  }
  if (pointer !== '') terminal.result(`    ASL   ${pointer}`);
  if (hint !== undefined) terminal.result(`    ${terminal.paint('dim', 'hint')}  ${hint}`);
}

function tellFinding({ code, severity, state, message, fix }: Finding, terminal: Terminal): void {
  heading(severity, code, state.length === 0 ? message : `${state.join(' > ')}: ${message}`, terminal);
  terminal.result(`    ${terminal.paint('dim', 'hint')}  ${fix}`);
}

function heading(severity: string, code: string, message: string, terminal: Terminal): void {
  const word = severity.toLowerCase();
  terminal.result('');
  terminal.result(`  ${terminal.paint(word === 'error' ? 'red' : 'yellow', word)} ${code}   ${message}`);
}

function count(judged: readonly Judged[], severity: Diagnostic['severity']): number {
  return judged
    .flatMap(({ diagnostics, findings }) => [...diagnostics, ...findings])
    .filter((each) => each.severity.toUpperCase() === severity).length;
}

function amount(number: number, what: string): string {
  return number === 0 ? '' : `${number} ${what}${number === 1 ? '' : 's'}`;
}

function asJson({ subject, diagnostics, findings }: Judged) {
  const result = count([{ subject, diagnostics, findings }], 'ERROR') > 0 ? 'FAIL' : 'OK';
  return { name: subject.name, type: subject.type, result, diagnostics, findings };
}
