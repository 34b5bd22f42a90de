// The reference page docs/integrations.md, generated from the table.
import { integrations } from './find';
import { type IntegrationRow, parametersOf } from './row';
import { sdkServiceIds } from './sdk';

const patternNames = { requestResponse: '', sync: '.sync', 'sync:2': '.sync:2', waitForTaskToken: '.waitForTaskToken' };

/** Every optimized integration, as Markdown. */
export function integrationsPage(): string {
  const services = [...new Set(integrations.map((row) => row.service))];
  return [
    '# Service integrations',
    '',
    'The optimized integrations of Step Functions, as the validator, the local services, the mocks and the IAM proof know',
    `them. Beside them every action of ${sdkServiceIds().length} services can be called as \`aws-sdk:<service>:<action>\`, with its`,
    'answer or with `.waitForTaskToken`; members of its parameters and results have the names that the SDK for Java 2 gives them,',
    'each with a capital first letter (`DbInstanceIdentifier`, `Bool`). This page is generated from `lib/integrations`.',
    '',
    'Required parameters are bold. Members of the result that a service may leave out have a question mark; optimized actions',
    'but events, http, apigateway and eks also give SdkHttpMetadata and SdkResponseMetadata.',
    '',
    ...services.flatMap((service) => [
      `## ${service}`,
      '',
      ...integrations.filter((row) => row.service === service).flatMap(section),
    ]),
  ].join('\n');
}

function section(row: IntegrationRow): string[] {
  const parameters = parametersOf(row)?.map(({ name, required }) => (required ? `**${name}**` : name)) ?? ['any'];
  const result = row.result === '' ? ['nothing of its own'] : row.result.split(/\s+/);
  const lines = [
    `### ${row.service}:${row.action}`,
    '',
    `- Resource: ${row.patterns.map((pattern) => `\`${row.service}:${row.action}${patternNames[pattern]}\``).join(', ')}`,
    `- Parameters: ${parameters.join(', ')}`,
    `- Result: ${result.join(', ')}`,
    `- Errors: \`${row.errors.prefix}.…\`${row.errors.service === undefined ? '' : `, service ${row.errors.service}`}`,
    `- IAM: ${permissions(row)}`,
  ];
  if (row.job !== undefined) lines.push(`- Job: ${followed(row.job)}`);
  return [...lines, ''];
}

function permissions(row: IntegrationRow): string {
  if (row.iam.length === 0) return 'none';
  return row.iam
    .map(({ actions, patterns, when }) => {
      const only = patterns === undefined ? '' : ' (.sync)';
      return `${actions.join(', ')}${only}${when === undefined ? '' : ` (with ${when})`}`;
    })
    .join('; ');
}

function followed({ describe, running, succeeded, failed, stop }: NonNullable<IntegrationRow['job']>): string {
  const words = [...running, `**${succeeded.join('/')}**`, ...failed];
  return `followed by ${describe.action}${stop === undefined ? '' : `, stopped by ${stop.action}`}; ${words.join(', ')}`;
}
