// docs/checks.md, generated from the table of codes.
import { type Code, type CodeEntry, codeNames, codes } from './codes';

const groups: readonly { readonly prefix: string; readonly title: string }[] = [
  { prefix: 'SFN1', title: 'Express workflows' },
  { prefix: 'SFN2', title: 'Time, errors and size' },
  { prefix: 'SFN3', title: 'The definition' },
  { prefix: 'SFN4', title: 'Permissions and resources' },
];

/** The reference page of all codes, as Markdown. */
export function checksPage(): string {
  return [
    '# Checks',
    '',
    'What AWS would refuse, or what would fail in production. `stepwright validate`, the validation plugin `StateMachineChecks` and',
    'the jest matcher `toHaveNoWorkflowFindings` report these codes. This page is generated from `lib/checks/codes.ts`.',
    '',
    'An error fails the synth; a warning and a hint do not. To accept a finding, say why:',
    '',
    '```ts',
    "StateMachineChecks.acknowledge(workflow, { code: 'SFN204', state: 'Kind?', reason: 'the producer knows these kinds only' });",
    '```',
    '',
    ...groups.flatMap(({ prefix, title }) => [
      `## ${title}`,
      '',
      ...codeNames.filter((code) => code.startsWith(prefix)).flatMap(section),
    ]),
  ].join('\n');
}

function section(code: Code): string[] {
  const entry: CodeEntry = codes[code];
  return [
    `<a id="${code.toLowerCase()}"></a>`,
    '',
    `### ${code} ${entry.title} (${entry.severity})`,
    '',
    entry.why,
    '',
    `**Fix:** ${entry.fix}`,
    '',
  ];
}
