// argv in, exit code out. The table knows every command by name and loads only the one that is asked for.

import { type Command, commonOptions, parse } from './command';
import { CommandError } from './errors';
import { type ExitCode, exit } from './exit';
import { codeFrame } from './frame';
import { nearest } from './nearest';
import { commands } from './table';
import type { Terminal } from './terminal';

/** Runs one command line. Never throws for a user's fault: it says what is wrong and returns the exit code. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...args] = argv;
  try {
    if (name === '--version' || name === 'version') {
      terminal.result((await import('./version.js')).version);
      return exit.ok;
    }
    if (name === undefined || name === 'help' || name.startsWith('-')) return await help(name, args, terminal);
    const entry = commands[name];
    if (entry === undefined || !Object.hasOwn(commands, name)) throw unknownCommand(name);
    return await runCommand(name, await entry.load(), args, terminal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    tell(error, terminal);
    return error.exit;
  }
}

async function runCommand(
  name: string,
  declaration: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { operands, options } = parse(declaration, args);
  // allowNegative makes both --color and --no-color say something; absence says nothing.
  const colour = args.includes('--color') ? true : args.includes('--no-color') ? false : undefined;
  terminal.configure({ ...(colour === undefined ? {} : { colour }), quiet: options.quiet });
  if (options.help) {
    const { commandHelp } = await import('./help.js');
    terminal.result(commandHelp(name, declaration, commonOptions));
    return exit.ok;
  }
  if (options.cwd !== undefined) {
    try {
      process.chdir(options.cwd);
    } catch {
      throw new CommandError('CLI201', `there is no folder ${options.cwd}`);
    }
  }
  return declaration.run({ operands, options, terminal });
}

async function help(name: string | undefined, args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { commandHelp, exitCodesHelp, overview } = await import('./help.js');
  const topic = name === 'help' ? args[0] : undefined;
  if (name?.startsWith('-') && name !== '-h' && name !== '--help') {
    throw new CommandError('CLI101', `expected a command, found ${name}`, { hint: 'see stepwright help' });
  }
  if (topic === undefined) terminal.result(overview(commands));
  else if (topic === 'exit-codes') terminal.result(exitCodesHelp());
  else {
    const entry = Object.hasOwn(commands, topic) ? commands[topic] : undefined;
    if (entry === undefined) throw unknownCommand(topic);
    terminal.result(commandHelp(topic, await entry.load(), commonOptions));
  }
  // Without any word the overview is an answer to a mistake, and scripts should notice.
  return name === undefined ? exit.usage : exit.ok;
}

function unknownCommand(name: string): CommandError {
  const near = nearest(name, Object.keys(commands));
  return new CommandError('CLI101', `"${name}" is not a command`, {
    hint: near === undefined ? 'see stepwright help' : `did you mean "stepwright ${near}"?`,
  });
}

/** The one way in which errors are told: code and sentence, place with code frame, hint. */
export function tell(error: CommandError, terminal: Terminal): void {
  terminal.error(`${terminal.paint('red', 'error')} ${error.code}  ${error.message}`);
  if (error.place !== undefined) {
    terminal.error(`  ${error.place.file}:${error.place.line}:${error.place.column}`);
    for (const line of codeFrame(error.place)) terminal.error(`    ${line}`);
  }
  if (error.details !== undefined) for (const line of error.details.split('\n')) terminal.error(`    ${line}`);
  if (error.hint !== undefined) terminal.error(`  ${terminal.paint('dim', 'hint')}  ${error.hint}`);
}
