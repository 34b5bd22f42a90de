// What a command works on: a state machine of the app, or a definition file.
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type { StateMachineType } from '../asl';
import type { Assembly, Machine } from '../assembly';
import type { JsonPositions } from '../json';
import type { AppOptions } from './app';
import { CommandError } from './errors';
import { readTextFile } from './files';
import type { Terminal } from './terminal';

export interface Subject {
  readonly name: string;
  readonly type: StateMachineType;
  /** The definition as text; YAML files have become JSON. */
  readonly text: string;
  /** What messages call the text. */
  readonly file: string;
  /** The text as it was written and where its values stand, if that is not the JSON above. */
  readonly written?: { readonly text: string; readonly positions: JsonPositions };
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** Everything around the machine; undefined for a definition file. */
  readonly assembly: Assembly | undefined;
}

const account = '123456789012';
const region = 'us-east-1';
const definitionEndings = new Set(['.json', '.yaml', '.yml', '.asl']);

/** True when the operand names a file rather than a state machine. */
export function isDefinitionFile(operand: string): boolean {
  return definitionEndings.has(extname(operand)) || (operand.includes('.') && existsSync(operand));
}

/** @throws CommandError when there is no such machine or file, or the name fits several machines */
export async function findSubject(
  operand: string | undefined,
  options: AppOptions,
  terminal: Terminal,
  type: StateMachineType = 'STANDARD',
): Promise<Subject> {
  if (operand !== undefined && isDefinitionFile(operand)) return fileSubject(operand, type);
  const assembly = await loadAssembly(options, terminal);
  return machineSubject(await chooseMachine(assembly, operand), assembly);
}

/** The app's assembly, synthesized when it is out of date. */
export async function loadAssembly(options: AppOptions, terminal: Terminal): Promise<Assembly> {
  const { assemblyDirectory } = await import('./app.js');
  const directory = await assemblyDirectory(options, (command) => {
    terminal.note(terminal.paint('dim', `  synthesizing the app: ${command}`));
  });
  const { AssemblyError, readAssembly, readTemplate } = await import('../assembly/index.js');
  try {
    if (statSync(directory).isDirectory()) return readAssembly(directory);
    const name = basename(directory).replace(/(?:\.template)?\.(?:json|ya?ml)$/, '');
    return readTemplate(readTextFile(directory), { name, file: directory, directory: dirname(directory) });
  } catch (error) {
    if (!(error instanceof AssemblyError)) throw error;
    throw new CommandError(error.code === 'ASSEMBLY_NOT_FOUND' ? 'CLI201' : 'CLI305', error.message);
  }
}

export function machineSubject(machine: Machine, assembly: Assembly): Subject {
  return {
    name: machine.constructPath,
    type: machine.type,
    text: machine.definition,
    file: `${machine.constructPath} (definition)`,
    stateMachineArn: machine.arn,
    roleArn: machine.roleArn,
    assembly,
  };
}

async function fileSubject(file: string, type: StateMachineType): Promise<Subject> {
  const source = readTextFile(file);
  const isYaml = file.endsWith('.yaml') || file.endsWith('.yml');
  const yaml = isYaml ? (await import('./yaml.js')).readYaml(source, file) : undefined;
  const name =
    basename(file)
      .replace(/(?:\.asl)?\.(?:json|ya?ml|asl)$/, '')
      .replace(/[^\w.-]/g, '-') || 'machine';
  return {
    name,
    type,
    text: yaml?.json ?? source,
    ...(yaml === undefined ? {} : { written: { text: source, positions: yaml.positions } }),
    file,
    stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    roleArn: `arn:aws:iam::${account}:role/${name}`,
    assembly: undefined,
  };
}

/** @throws CommandError CLI202, CLI203 */
async function chooseMachine(assembly: Assembly, name: string | undefined): Promise<Machine> {
  const { AssemblyError, findMachine } = await import('../assembly/index.js');
  try {
    return findMachine(assembly, name);
  } catch (error) {
    if (!(error instanceof AssemblyError)) throw error;
    throw new CommandError(error.code === 'MACHINE_AMBIGUOUS' ? 'CLI203' : 'CLI202', error.message);
  }
}
