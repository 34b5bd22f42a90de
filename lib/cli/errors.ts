// What a command may refuse with: one sentence, a code from the table, the place, and what to do.
import { type ExitCode, exit } from './exit';

/** Every error of the command line itself; diagnostics of definitions have their own table. */
export const errorTable = {
  CLI101: { exit: exit.usage, about: 'The first word is not a command.' },
  CLI102: { exit: exit.usage, about: 'An option is unknown, lacks its value, or has one it cannot use.' },
  CLI103: { exit: exit.usage, about: 'An operand is missing or superfluous.' },
  CLI104: { exit: exit.usage, about: 'The input of the execution is not JSON.' },
  CLI105: { exit: exit.usage, about: 'The mock file is not a mock file.' },
  CLI106: { exit: exit.usage, about: 'The services file is not a services file.' },
  CLI201: { exit: exit.notFound, about: 'A file that was named cannot be read.' },
  CLI202: { exit: exit.notFound, about: 'No state machine has that name.' },
  CLI203: { exit: exit.usage, about: 'The name fits several state machines, or none was given and there are several.' },
  CLI204: { exit: exit.notFound, about: 'There is no CDK app here.' },
  CLI206: { exit: exit.notFound, about: 'jest is not installed in the project.' },
  CLI301: { exit: exit.invalid, about: 'The definition file is not JSON or YAML.' },
  CLI302: { exit: exit.invalid, about: 'The definition is not valid Amazon States Language.' },
  CLI303: { exit: exit.invalid, about: 'The CDK app does not synthesize.' },
  CLI304: { exit: exit.invalid, about: 'A handler does not bundle.' },
  CLI305: { exit: exit.invalid, about: 'The cloud assembly or template cannot be read.' },
  CLI501: { exit: exit.failed, about: 'The data directory cannot be used.' },
  CLI502: { exit: exit.failed, about: 'The server cannot listen.' },
  CLI401: { exit: exit.timeLimit, about: 'The time limit of --timeout was reached.' },
} as const satisfies { readonly [code: string]: { readonly exit: ExitCode; readonly about: string } };

export type ErrorCode = keyof typeof errorTable;

/** A place in a text, lines and columns from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters to underline. @default 1 */
  readonly length?: number;
  /** The whole text, for the code frame. */
  readonly text?: string;
}

export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  /** Further lines, such as what another tool printed. */
  readonly details: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { readonly place?: Place; readonly hint?: string | undefined; readonly details?: string } = {},
  ) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.place = more.place;
    this.hint = more.hint;
    this.details = more.details;
  }

  get exit(): ExitCode {
    return errorTable[this.code].exit;
  }
}
