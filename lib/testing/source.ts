// What is under test: a state machine's definition, and the app around it where there is one.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Definition, type Graph, graphOf, parseDefinition, type StateMachineType, validate } from '../asl';
import {
  type Assembly,
  AssemblyError,
  type Machine as AssemblyMachine,
  findMachine,
  readAssembly,
  readTemplate,
  readTemplateFile,
} from '../assembly';
import { compileMachine, type Machine } from '../engine';
import type { Json } from '../json';
import { TestingError } from './error';

/** A state machine to be tested; made by the `from…` functions. */
export interface MachineSource {
  /** Construct path, or the name given. */
  readonly name: string;
  readonly type: StateMachineType;
  readonly definition: Definition;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** Everything around the machine; undefined for a bare definition. */
  readonly assembly: Assembly | undefined;
  readonly graph: Graph;
  readonly machine: Machine;
}

export interface DefinitionOptions {
  /** @default Machine */
  readonly name?: string;
  /** @default STANDARD */
  readonly type?: StateMachineType;
}

/** An `App`, `Stack` or any construct of a CDK app; used through what is named here, so that aws-cdk-lib is not loaded. */
export interface CdkConstruct {
  readonly node: { readonly root: unknown; readonly path: string };
}

const account = '123456789012';

/** A definition as an object, as JSON text or as YAML text. @throws TestingError when the service would refuse it */
export function fromDefinition(definition: object | string, options: DefinitionOptions = {}): MachineSource {
  const name = options.name ?? 'Machine';
  return source({
    name,
    text: typeof definition === 'string' ? jsonText(definition, name) : JSON.stringify(definition),
    type: options.type ?? 'STANDARD',
    stateMachineArn: `arn:aws:states:us-east-1:${account}:stateMachine:${name}`,
    roleArn: `arn:aws:iam::${account}:role/${name}`,
    assembly: undefined,
  });
}

/** A definition in a file, JSON or YAML. */
export function fromFile(file: string, options: DefinitionOptions = {}): MachineSource {
  if (!existsSync(file)) throw new TestingError(`there is no file ${file}`);
  const name = basename(file)
    .replace(/(?:\.asl)?\.(?:json|ya?ml|asl)$/, '')
    .replace(/[^\w.-]/g, '-');
  return fromDefinition(readFileSync(file, 'utf8'), { name, ...options });
}

/**
 * A state machine of a synthesized app.
 * @param directory the cloud assembly, usually `cdk.out`
 * @param path shortest unique end of its construct path; may be left out where there is one machine
 */
export function fromAssembly(directory: string, path?: string): MachineSource {
  return chosen(() => readAssembly(directory), path);
}

/** A state machine of a template: CloudFormation (CDK's included) or SAM, as a file's name, an object or a text. */
export function fromTemplate(template: string | object, path?: string): MachineSource {
  return chosen(() => {
    if (typeof template === 'string' && !template.includes('\n') && existsSync(template))
      return readTemplateFile(template);
    return readTemplate(template as string | { [key: string]: Json }, { name: 'Template' });
  }, path);
}

/**
 * A state machine of a CDK app that was built in the test. The app is synthesized, without CDK's own template validation.
 * @param construct the App, a Stack, or the state machine's construct
 * @param path as for fromAssembly; not needed when the construct holds one machine
 */
export function fromApp(construct: CdkConstruct, path?: string): MachineSource {
  const assembly = readAssembly(synthesize(construct));
  if (path !== undefined) return chosen(() => assembly, path);
  const below = assembly.machines.filter(({ constructPath }) => isBelow(constructPath, construct.node.path));
  const [only] = below;
  if (only !== undefined && below.length === 1) return fromMachine(only, assembly);
  const names = (below.length > 0 ? below : assembly.machines).map(({ constructPath }) => constructPath);
  throw new TestingError(
    below.length === 0
      ? `there is no state machine in ${construct.node.path || 'the app'}`
      : `there are ${below.length} state machines in ${construct.node.path || 'the app'}`,
    names.length > 0 ? `name one of: ${names.join(', ')}` : undefined,
  );
}

function isBelow(path: string, of: string): boolean {
  return of === '' || path === of || path.startsWith(`${of}/`);
}

function synthesize(construct: CdkConstruct): string {
  const { root } = construct.node;
  if (typeof root !== 'object' || root === null || !('synth' in root) || typeof root.synth !== 'function') {
    throw new TestingError('the construct does not belong to a CDK App', 'pass an App, or build the stack inside one');
  }
  // CDK reads the variable when it synthesizes; its validation takes 1.6 s and says nothing of state machines.
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    return (root.synth() as { readonly directory: string }).directory;
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
  }
}

function chosen(read: () => Assembly, path: string | undefined): MachineSource {
  try {
    const assembly = read();
    return fromMachine(findMachine(assembly, path), assembly);
  } catch (error) {
    if (error instanceof AssemblyError) throw new TestingError(error.message);
    throw error;
  }
}

function fromMachine(machine: AssemblyMachine, assembly: Assembly): MachineSource {
  return source({
    name: machine.constructPath,
    text: machine.definition,
    type: machine.type,
    stateMachineArn: machine.arn,
    roleArn: machine.roleArn,
    assembly,
  });
}

interface Written extends Pick<MachineSource, 'name' | 'type' | 'stateMachineArn' | 'roleArn' | 'assembly'> {
  readonly text: string;
}

function source({ text, ...about }: Written): MachineSource {
  const parsed = parseDefinition(text);
  const diagnostics =
    parsed.diagnostics ?? validate(parsed.definition, { type: about.type, positions: parsed.positions });
  const errors = diagnostics.filter(({ severity, aws }) => severity === 'ERROR' && aws !== undefined);
  if (parsed.definition === undefined || errors.length > 0) {
    const lines = (errors.length > 0 ? errors : diagnostics).map(
      ({ code, pointer, message, hint }) =>
        `  ${code} ${pointer || '/'}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    );
    throw new TestingError(`the service would refuse the definition of ${about.name}:\n${lines.join('\n')}`);
  }
  const { definition } = parsed;
  return {
    ...about,
    definition,
    graph: graphOf(definition),
    machine: compileMachine(definition, { type: about.type }),
  };
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
