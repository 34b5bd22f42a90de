// Help is generated from the declarations.
import type { Command, Option, Options } from './command';
import { exitCodes } from './exit';
import type { CommandTable } from './table';

export function overview(commands: CommandTable): string {
  const lines = ['stepwright — write, run, test and check AWS Step Functions state machines', ''];
  const groups = new Map<string, string[]>();
  for (const [name, { group }] of Object.entries(commands)) groups.set(group, [...(groups.get(group) ?? []), name]);
  for (const [group, names] of groups) {
    lines.push(`  ${group}`);
    for (const name of names) lines.push(`    ${name.padEnd(12)} ${commands[name]?.summary ?? ''}`);
    lines.push('');
  }
  lines.push(
    "  'stepwright <command> --help' shows examples and options; 'stepwright help exit-codes' the exit codes.",
  );
  return lines.join('\n');
}

export function commandHelp(name: string, command: Command, common: Options): string {
  const lines = command.examples.map((example) => `  stepwright ${example}`);
  lines.unshift('Examples');
  lines.push('', `Usage: stepwright ${name} ${command.usage}`.trimEnd(), '');
  if (Object.keys(command.options).length > 0) lines.push('Options', ...optionLines(command.options), '');
  lines.push('Common options', ...optionLines(common));
  return lines.join('\n');
}

export function exitCodesHelp(): string {
  return exitCodes.map(([code, about]) => `${String(code).padStart(5)}  ${about}`).join('\n');
}

const optionWidth = 30;

function optionLines(options: Options): string[] {
  return Object.entries(options).map(([name, option]) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    return `  ${`${short}--${name}${valueHint(option)}`.padEnd(optionWidth)} ${option.summary}`;
  });
}

function valueHint(option: Option): string {
  if (option.type === 'boolean') return '';
  return option.optionalValue ? `[=${option.value}]` : ` <${option.value}>`;
}
