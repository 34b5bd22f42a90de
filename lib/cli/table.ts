// Every command, in the order of the overview. A command is loaded when it is run, so that none pays for another.
// To add one: a file beside this one that exports `command({…})` (see command.ts and list.ts), and a row here.
import type { Command } from './command';

export interface CommandEntry {
  readonly group: 'Definitions' | 'Local';
  readonly summary: string;
  load(): Promise<Command>;
}
export type CommandTable = { readonly [name: string]: CommandEntry };

export const commands: CommandTable = {
  list: {
    group: 'Definitions',
    summary: 'the state machines of the app',
    load: async () => (await import('./list.js')).list,
  },
  synth: {
    group: 'Definitions',
    summary: 'synthesize the app, or print the resolved definition of a machine',
    load: async () => (await import('./synth.js')).synth,
  },
  validate: {
    group: 'Definitions',
    summary: 'what AWS would refuse, and what would fail at run time',
    load: async () => (await import('./validate.js')).validate,
  },
  graph: {
    group: 'Definitions',
    summary: 'the picture of a definition: text, Mermaid or data',
    load: async () => (await import('./graph.js')).graph,
  },
  run: {
    group: 'Local',
    summary: 'run one execution, offline',
    load: async () => (await import('./run.js')).run,
  },
  test: {
    group: 'Local',
    summary: "the project's jest tests, with coverage of states",
    load: async () => (await import('./test.js')).test,
  },
  serve: {
    group: 'Local',
    summary: 'the Step Functions API on a port, for SDKs, the AWS CLI and tests',
    load: async () => (await import('./serve.js')).serve,
  },
};
