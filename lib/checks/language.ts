// SFN2xx and SFN3xx that the language itself decides: the validator's diagnostics under the codes of the checks, and the
// few questions that it leaves open.
import { type Diagnostic, type DiagnosticCode, validate } from '../asl';
import { findIntegration, integrationRow, parseResource } from '../integrations';
import { own, utf8Bytes } from '../json';
import type { Code } from './codes';
import type { Finding } from './finding';
import { about, type Subject } from './subject';
import { isEnd, type ScopeAt, type StateAt, targets, textOf, texts } from './walk';

/** A diagnostic that is not here is SFN302 if it is an error and SFN314 otherwise; null: a check of our own says more. */
const codeOf: { readonly [code in DiagnosticCode]?: Code | null } = {
  ASL101: 'SFN301',
  ASL104: null,
  ASL202: 'SFN307',
  ASL205: null,
  ASL303: 'SFN305',
  ASL310: 'SFN305',
  ASL402: 'SFN203',
  ASL501: 'SFN303',
  ASL502: 'SFN303',
  ASL503: 'SFN303',
  ASL504: 'SFN304',
  ASL505: 'SFN304',
  ASL506: 'SFN304',
  ASL507: 'SFN310',
  ASL508: null,
  ASL509: 'SFN310',
  ASL601: 'SFN405',
  ASL602: null,
  ASL901: 'SFN202',
  ASL902: 'SFN204',
  ASL903: null,
};

export function languageFindings(subject: Subject): readonly Finding[] {
  const { parsed, definition, machine } = subject;
  if (parsed.error !== undefined) {
    const { message, line, column } = parsed.error;
    return [about(subject, 'SFN301', undefined, `line ${line}, column ${column}: ${message}`)];
  }
  const diagnostics = validate(definition ?? parsed.value, {
    type: machine.type,
    positions: parsed.positions,
    placeholders: true,
  });
  return [
    ...tooLong(subject),
    ...diagnostics.flatMap((diagnostic) => fromDiagnostic(subject, diagnostic)),
    ...placeholders(subject),
    ...(subject.root === undefined
      ? []
      : [subject.root, ...subject.states.flatMap((at) => at.inner)].flatMap((scope) => endless(subject, scope))),
  ];
}

/** Bytes that a definition has at most. */
const definitionBytesMax = 1_048_576;

function tooLong(subject: Subject): Finding[] {
  const bytes = utf8Bytes(subject.machine.definition);
  return bytes <= definitionBytesMax
    ? []
    : [about(subject, 'SFN312', undefined, `it has ${bytes} bytes; ${definitionBytesMax} are allowed`)];
}

function fromDiagnostic(subject: Subject, diagnostic: Diagnostic): readonly Finding[] {
  const at = stateAt(subject, diagnostic.pointer);
  const code = exactCode(diagnostic, at);
  if (code === null) return [];
  const found = about(
    subject,
    code,
    at,
    diagnostic.message,
    diagnostic.hint === undefined ? undefined : sentence(diagnostic.hint),
  );
  return [{ ...found, pointer: diagnostic.pointer }];
}

function sentence(hint: string): string {
  return `${hint.charAt(0).toUpperCase()}${hint.slice(1).replace(/\.$/, '')}.`;
}

function exactCode(diagnostic: Diagnostic, at: StateAt | undefined): Code | null {
  const field = diagnostic.pointer.slice(diagnostic.pointer.lastIndexOf('/') + 1);
  if (diagnostic.code === 'ASL302' && ['Retry', 'Catch'].includes(field)) return 'SFN311';
  if (diagnostic.code === 'ASL601' && at !== undefined) return resourceCode(at);
  return (
    codeOf[diagnostic.code] ??
    (codeOf[diagnostic.code] === null ? null : diagnostic.severity === 'ERROR' ? 'SFN302' : 'SFN314')
  );
}

/** An action that exists, with a pattern that it does not have, is another mistake than one that does not exist. */
function resourceCode(at: StateAt): Code {
  const parsed = parseResource(textOf(at.state, 'Resource') ?? '');
  if (parsed === undefined || parsed.pattern === 'requestResponse') return 'SFN405';
  const plain = findIntegration(`arn:aws:states:::${parsed.service}:${parsed.action}`);
  return integrationRow(parsed.service, parsed.action) !== undefined || plain.found === 'aws-sdk' ? 'SFN408' : 'SFN405';
}

/** The innermost state that holds a place of the definition. */
function stateAt(subject: Subject, pointer: string): StateAt | undefined {
  let best: StateAt | undefined;
  for (const at of subject.states) {
    const holds = pointer === at.pointer || pointer.startsWith(`${at.pointer}/`);
    if (holds && (best === undefined || at.pointer.length > best.pointer.length)) best = at;
  }
  return best;
}

const placeholder = /\$\{[A-Za-z][\w.:-]*\}/;

function placeholders(subject: Subject): Finding[] {
  if (subject.definition === undefined) return [];
  return texts(subject.definition).flatMap(({ text, pointer }) => {
    const name = placeholder.exec(text)?.[0];
    return name === undefined
      ? []
      : [about(subject, 'SFN306', stateAt(subject, pointer), `${name} has no substitution`)];
  });
}

// The states that can be reached and from which no end can be.
function endless(subject: Subject, scope: ScopeAt): Finding[] {
  const byName = new Map(scope.states.map((at) => [at.name, at]));
  const ending = new Set(scope.states.filter(isEnd).map((at) => at.name));
  for (let before = -1; before !== ending.size; ) {
    before = ending.size;
    for (const at of scope.states)
      if (targets(at).some((name) => ending.has(name) || !byName.has(name))) ending.add(at.name);
  }
  const reached = new Set<string>();
  const queue = [textOf(scope.value, 'StartAt') ?? ''];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const at = byName.get(name);
    if (at === undefined || reached.has(name)) continue;
    reached.add(name);
    queue.push(...targets(at));
  }
  const trapped = scope.states.filter((at) => reached.has(at.name) && !ending.has(at.name));
  const [first] = trapped;
  // A state without Next and End is reported as such.
  if (first === undefined || trapped.some((at) => targets(at).length === 0 && own(at.state, 'End') === undefined))
    return [];
  return [
    about(
      subject,
      'SFN308',
      first,
      `from ${trapped.map((at) => at.name).join(', ')} no state that ends the execution can be reached`,
    ),
  ];
}
