// The form of a command: it declares its operands, options and examples, and one function that does the work. Parsing,
// help and completion are made from the declaration, so a command file holds nothing but its own business.
import { parseArgs } from 'node:util';
import { CommandError } from './errors';
import type { ExitCode } from './exit';
import { nearest } from './nearest';
import type { Terminal } from './terminal';

interface FlagOption {
  readonly type: 'boolean';
  readonly short?: string;
  readonly summary: string;
}
interface TextOption {
  readonly type: 'string';
  /** What the value is, for help: `file`, `duration`. */
  readonly value: string;
  readonly short?: string;
  readonly summary: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** May be given without a value: `--json` and `--json=status,output`. */
  readonly optionalValue?: boolean;
}
export type Option = FlagOption | TextOption;
export type Options = { readonly [name: string]: Option };

/** Values by option name: false, undefined or [] where an option was not given. */
export type Values<O extends Options> = {
  readonly [N in keyof O]: O[N] extends FlagOption
    ? boolean
    : O[N] extends { readonly multiple: true }
      ? readonly string[]
      : string | undefined;
};

/** Options that every command has. */
export const commonOptions = {
  cwd: { type: 'string', short: 'C', value: 'dir', summary: 'work in this folder' },
  app: { type: 'string', short: 'a', value: 'command', summary: 'CDK app to synthesize; default: app of cdk.json' },
  assembly: { type: 'string', value: 'dir', summary: 'a cloud assembly or template that exists already' },
  json: {
    type: 'string',
    value: 'fields',
    optionalValue: true,
    summary: 'print one JSON document; --json=status,output picks members',
  },
  quiet: { type: 'boolean', short: 'q', summary: 'print the result only' },
  color: { type: 'boolean', summary: 'colours even without a terminal; --no-color: never' },
  help: { type: 'boolean', short: 'h', summary: 'show help' },
} as const satisfies Options;

export interface Invocation<O extends Options> {
  readonly operands: readonly string[];
  readonly options: Values<O> & Values<typeof commonOptions>;
  readonly terminal: Terminal;
}

export interface Command<O extends Options = Options> {
  /** Operands as help shows them: `[machine|file]`. */
  readonly usage: string;
  /** Most operands it takes. */
  readonly operandsMax: number;
  /** Command lines without the program's name. */
  readonly examples: readonly string[];
  readonly options: O;
  /** @throws CommandError */
  run(invocation: Invocation<O>): Promise<ExitCode>;
}

/** Declares a command: its options' names and types are known to `run`. */
export function command<const O extends Options>(declaration: Command<O>): Command<O> {
  return declaration;
}

/** @throws CommandError for what the command line got wrong */
export function parse<O extends Options>(
  declaration: Command<O>,
  args: readonly string[],
): Omit<Invocation<O>, 'terminal'> {
  const known: Options = { ...declaration.options, ...commonOptions };
  const { rest, bare } = takeOptionalValues(args, known);
  const { values, positionals } = parseKnown(rest, known);
  if (positionals.length > declaration.operandsMax) {
    const extra = positionals[declaration.operandsMax];
    throw new CommandError('CLI103', `unexpected operand "${extra}"`, { hint: `usage: ${declaration.usage}` });
  }
  const options: { [name: string]: unknown } = {};
  for (const [name, option] of Object.entries(known)) {
    const absent = option.type === 'boolean' ? false : option.multiple ? [] : undefined;
    options[name] = bare.has(name) ? '' : (values[name] ?? absent);
  }
  return { operands: positionals, options: options as Invocation<O>['options'] };
}

/** `--json` without `=` has no value; parseArgs would take the next word for it. */
function takeOptionalValues(args: readonly string[], known: Options): { rest: string[]; bare: Set<string> } {
  const bare = new Set<string>();
  const rest = args.filter((arg) => {
    const option = arg.startsWith('--') ? known[arg.slice(2)] : undefined;
    const isBare = option?.type === 'string' && option.optionalValue === true;
    if (isBare) bare.add(arg.slice(2));
    return !isBare;
  });
  return { rest, bare };
}

function parseKnown(args: string[], known: Options) {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, option]) => [
      name,
      {
        type: option.type,
        ...(option.short === undefined ? {} : { short: option.short }),
        ...(option.type === 'string' && option.multiple ? { multiple: true } : {}),
      },
    ]),
  );
  try {
    return parseArgs({ args, options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw unusable(error, known);
  }
}

function unusable(error: unknown, known: Options): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS') !== true) return error;
  const name = /'(--?[^' ]+)/.exec(message)?.[1];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && name !== undefined) {
    const near = nearest(name.replace(/^-+/, ''), Object.keys(known));
    return new CommandError('CLI102', `unknown option ${name}`, {
      hint: near === undefined ? 'see --help' : `did you mean --${near}?`,
    });
  }
  const sentence = message.split('. ')[0] ?? message;
  return new CommandError('CLI102', sentence.charAt(0).toLowerCase() + sentence.slice(1), { hint: 'see --help' });
}
