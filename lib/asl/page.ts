// Reference pages, generated from the tables: docs/diagnostics.md and docs/fields.md.
import { type DiagnosticCode, diagnosticTable } from './diagnostics';
import type { FieldRule, ObjectRule } from './field-rule';
import { machineRule, stateRules } from './fields';
import { objectRules } from './fields-within';

const groups: readonly (readonly [prefix: string, title: string])[] = [
  ['ASL1', 'The document'],
  ['ASL2', 'States and transitions'],
  ['ASL3', 'Fields'],
  ['ASL4', 'Rules, retriers and catchers'],
  ['ASL5', 'Expressions and variables'],
  ['ASL6', 'Resources and types of machine'],
  ['ASL7', 'Maps'],
  ['ASL9', 'Accepted by AWS, yet it fails or surprises at run time'],
];

/** All diagnostics of definitions, as Markdown. */
export function diagnosticsPage(): string {
  const codes = Object.keys(diagnosticTable) as DiagnosticCode[];
  return [
    '# Diagnostics',
    '',
    'What `stepwright validate` and the API say about a definition. An error is something that CreateStateMachine refuses; a',
    'warning is something that AWS accepts. This page is generated from `lib/asl/diagnostics.ts`.',
    '',
    ...groups.flatMap(([prefix, title]) => [
      `## ${title}`,
      '',
      '| code | | what | what to do |',
      '| --- | --- | --- | --- |',
      ...codes.filter((code) => code.startsWith(prefix)).map(diagnosticRow),
      '',
    ]),
  ].join('\n');
}

function diagnosticRow(code: DiagnosticCode): string {
  const { severity, about, remedy } = diagnosticTable[code];
  return `| <a id="${code.toLowerCase()}"></a>${code} | ${severity.toLowerCase()} | ${about} | ${remedy} |`;
}

/** All fields of the language, as Markdown. */
export function fieldsPage(): string {
  return [
    '# Fields of the Amazon States Language',
    '',
    'Which object may carry which field, and what its value may be, as the validator enforces it. This page is generated from',
    '`lib/asl/fields.ts`. Fields marked with a language exist only in states of that language; {% %} means that the value may be a',
    'JSONata expression.',
    '',
    ...section('The state machine', machineRule),
    ...Object.entries(stateRules).flatMap(([type, rule]) => section(`${type} state`, rule)),
    ...Object.entries(objectRules).flatMap(([name, rule]) => section(spaced(name), rule)),
  ].join('\n');
}

function section(title: string, { fields, groups: exclusive }: ObjectRule): string[] {
  return [
    `## ${title}`,
    '',
    '| field | value | language | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(fields).map(([field, rule]) => fieldRow(field, rule)),
    '',
    ...exclusive.map((group) => `${group.needed ? 'Exactly' : 'At most'} one of ${group.fields.join(', ')}.\n`),
  ];
}

function fieldRow(field: string, rule: FieldRule): string {
  const name = rule.required ? `**${field}**` : field;
  return `| ${name} | ${valueText(rule)} | ${rule.language ?? ''} | ${rule.about} |`;
}

function valueText({ value, of, min, max, oneOf, nullable, jsonata }: FieldRule): string {
  const what = of === undefined ? spaced(value) : value === 'list' ? `list of ${spaced(of)}` : spaced(of);
  const range = min === undefined && max === undefined ? '' : ` ${min ?? ''}–${max ?? ''}`;
  return [
    oneOf === undefined ? `${what}${range}` : oneOf.join(', '),
    ...(nullable ? ['null'] : []),
    ...(jsonata ? ['{% %}'] : []),
  ].join(' or ');
}

/** `itemReader` reads "item reader". */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
