// What is under test: a state machine's definition, and the app around it where there is one.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type Definition,
  type Diagnostic,
  type Graph,
  graphOf,
  parseDefinition,
  type StateMachineType,
  validate,
} from '../asl';
import {
  type Assembly,
  AssemblyError,
  type Machine as AssemblyMachine,
  findMachine,
  readAssembly,
  readTemplate,
  readTemplateFile,
  shortNames,
} from '../assembly';
import { compileMachine, type Machine } from '../engine';
import type { Json } from '../json';
import { TestingError } from './error';
import { type Place, placesOfStates } from './places';
import type { MachineName, StatesOf } from './state-names';
import { type CdkConstruct, synthesize } from './synthesize';

/** A state machine to be tested; made by the `from…` functions. */
export interface MachineSource<Names extends string = string> {
  /** Construct path, or the name given. */
  readonly name: string;
  /** The last part of the name that says something: what transcripts and coverage call the machine. */
  readonly shortName: string;
  readonly type: StateMachineType;
  readonly definition: Definition;
  /** Everything that is wrong with the definition, as AWS would say it and beyond. */
  readonly diagnostics: readonly Diagnostic[];
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** Everything around the machine; undefined for a bare definition. */
  readonly assembly: Assembly | undefined;
  /** The machine within the assembly. */
  readonly assemblyMachine: AssemblyMachine | undefined;
  readonly graph: Graph;
  /** @throws TestingError when the service would refuse the definition */
  readonly machine: Machine;
  /** Where states were made in the CDK program; empty when the app was not built in this process. */
  readonly places: ReadonlyMap<string, Place>;
  /** Only for types: the names of its states. */
  readonly stateNames?: readonly Names[];
}

export interface DefinitionOptions {
  /** @default Machine */
  readonly name?: string;
  /** @default STANDARD */
  readonly type?: StateMachineType;
}

const account = '123456789012';

/** A definition as an object, as JSON text or as YAML text. @throws TestingError when it is neither */
export function fromDefinition<Names extends string = string>(
  definition: object | string,
  options: DefinitionOptions = {},
): MachineSource<Names> {
  const name = options.name ?? 'Machine';
  return source({
    name,
    shortName: name,
    text: typeof definition === 'string' ? jsonText(definition, name) : JSON.stringify(definition),
    type: options.type ?? 'STANDARD',
    stateMachineArn: `arn:aws:states:us-east-1:${account}:stateMachine:${name}`,
    roleArn: `arn:aws:iam::${account}:role/${name}`,
    assembly: undefined,
    assemblyMachine: undefined,
    places: () => new Map(),
  });
}

/** A definition in a file, JSON or YAML. @throws TestingError when there is no such file */
export function fromFile<Names extends string = string>(
  file: string,
  options: DefinitionOptions = {},
): MachineSource<Names> {
  if (!existsSync(file)) throw new TestingError(`there is no file ${file}`, 'name it from the working directory');
  const name = basename(file)
    .replace(/(?:\.asl)?\.(?:json|ya?ml|asl)$/, '')
    .replace(/[^\w.-]/g, '-');
  return fromDefinition(readFileSync(file, 'utf8'), { name, ...options });
}

/**
 * A state machine of a synthesized app.
 * @param directory the cloud assembly, usually `cdk.out`
 * @param path shortest unique end of its construct path; may be left out where there is one machine
 * @throws TestingError when there is no such machine, or the name fits several
 */
export function fromAssembly<M extends MachineName = MachineName>(
  directory: string,
  path?: M,
): MachineSource<StatesOf<M>> {
  return chosen(() => readAssembly(directory), path);
}

/**
 * A state machine of a template: CloudFormation (CDK's included) or SAM, as a file's name, an object or a text.
 * @param path as for fromAssembly, or the logical id
 */
export function fromTemplate<M extends MachineName = MachineName>(
  template: string | object,
  path?: M,
): MachineSource<StatesOf<M>> {
  return chosen(() => {
    const isFile = typeof template === 'string' && !template.includes('\n') && !/^\s*\{/.test(template);
    return isFile
      ? readTemplateFile(template)
      : readTemplate(template as string | { [key: string]: Json }, { name: 'Template' });
  }, path);
}

/**
 * A state machine of a CDK app that was built in the test. The app is synthesized without CDK's own template validation,
 * and handlers of TaskHandlers are not bundled: tests run their sources.
 * @param construct the App, a Stack, or the state machine's construct
 * @param path as for fromAssembly; not needed when the construct holds one machine
 */
export function fromApp<M extends MachineName = MachineName>(
  construct: CdkConstruct,
  path?: M,
): MachineSource<StatesOf<M>> {
  const { root } = construct.node;
  const places = (name: string) => placesOfStates(root, name);
  let assembly: Assembly | undefined;
  const read = (): Assembly => {
    assembly ??= readAssembly(synthesize(root));
    return assembly;
  };
  if (path !== undefined) return chosen(read, path, places);
  const below = read().machines.filter(({ constructPath }) => isBelow(constructPath, construct.node.path));
  const [only] = below;
  if (only !== undefined && below.length === 1) return fromMachine(only, read(), places);
  const where = construct.node.path || 'the app';
  const names = shortNames(read().machines).filter(
    (_, index) => below.length === 0 || below.includes(read().machines[index] as AssemblyMachine),
  );
  throw new TestingError(
    below.length === 0
      ? `there is no state machine in ${where}`
      : `there are ${below.length} state machines in ${where}`,
    names.length > 0 ? `name one of: ${names.join(', ')}` : undefined,
  );
}

function isBelow(path: string, of: string): boolean {
  return of === '' || path === of || path.startsWith(`${of}/`);
}

type Places = (machine: string) => ReadonlyMap<string, Place>;

function chosen(
  read: () => Assembly,
  path: string | undefined,
  places: Places = () => new Map(),
): MachineSource<never> {
  try {
    const assembly = read();
    return fromMachine(findMachine(assembly, path), assembly, places);
  } catch (error) {
    if (error instanceof AssemblyError) throw new TestingError(error.message);
    throw error;
  }
}

function fromMachine(machine: AssemblyMachine, assembly: Assembly, places: Places): MachineSource<never> {
  return source({
    name: machine.constructPath,
    shortName: machine.constructPath
      .replace(/(?:\/Workflow)?\/(?:StateMachine|Resource)$/, '')
      .split('/')
      .at(-1) as string,
    text: machine.definition,
    type: machine.type,
    stateMachineArn: machine.arn,
    roleArn: machine.roleArn,
    assembly,
    assemblyMachine: machine,
    places: () => places(machine.constructPath),
  });
}

interface Written
  extends Pick<
    MachineSource,
    'name' | 'shortName' | 'type' | 'stateMachineArn' | 'roleArn' | 'assembly' | 'assemblyMachine'
  > {
  readonly text: string;
  readonly places: () => ReadonlyMap<string, Place>;
}

/** @throws TestingError when the text is no definition at all; what is wrong with one is told when it runs */
function source<Names extends string>({ text, places, ...about }: Written): MachineSource<Names> {
  const parsed = parseDefinition(text);
  if (parsed.definition === undefined) throw refused(about.name, parsed.diagnostics);
  const { definition, positions } = parsed;
  const diagnostics = validate(definition, { type: about.type, positions });
  let machine: Machine | undefined;
  let graph: Graph | undefined;
  let known: ReadonlyMap<string, Place> | undefined;
  return {
    ...about,
    definition,
    diagnostics,
    get graph() {
      graph ??= graphOf(definition);
      return graph;
    },
    get machine() {
      const errors = diagnostics.filter(isRefused);
      if (errors.length > 0) throw refused(about.name, errors);
      machine ??= compileMachine(definition, { type: about.type });
      return machine;
    },
    get places() {
      known ??= places();
      return known;
    },
  };
}

/** Whether the service would not take the definition because of it. */
export function isRefused({ severity, aws }: Diagnostic): boolean {
  return severity === 'ERROR' && aws !== undefined;
}

function refused(name: string, diagnostics: readonly Diagnostic[]): TestingError {
  return new TestingError(`the service would refuse the definition of ${name}:\n${diagnosticLines(diagnostics)}`);
}

/** One line a diagnostic. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ code, pointer, message, hint }) => {
      return `  ${code} ${pointer || '/'}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
    })
    .join('\n');
}

function jsonText(text: string, name: string): string {
  if (/^\s*[{[]/.test(text)) return text;
  // Loaded when the first YAML definition is met.
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined)
    throw new TestingError(`the definition of ${name} is neither JSON nor YAML: ${fault.message.split('\n')[0]}`);
  return JSON.stringify(document.toJS());
}
