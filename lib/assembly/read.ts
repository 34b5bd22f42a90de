// The room's two ways in: a cloud assembly's directory, or one template.
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { JsonObject } from '../json';
import { givenAssets } from './assets';
import { buildAssembly } from './build';
import { AssemblyError } from './errors';
import { type EnvironmentOptions, readManifest } from './manifest';
import type { Assembly } from './model';
import { nestStacks } from './nested-stacks';
import { environmentOf } from './pseudo';
import { expandSam } from './sam/expand';
import { Stack } from './stack';
import { assertResources, parseTemplate, templateOf } from './template';
import { World } from './world';

export type ReadAssemblyOptions = EnvironmentOptions;

/**
 * Reads what `cdk synth` wrote: every stack of the app, those of stages and nested ones included.
 *
 * The account and region of a stack that leaves them open are 123456789012 and us-east-1; `options` says others. An
 * environment that the app gives stays, because the template holds it in places that are no references.
 * @throws AssemblyError ASSEMBLY_NOT_FOUND, NOT_AN_ASSEMBLY, INVALID_JSON, INVALID_TEMPLATE, ASSET_MISSING
 */
export function readAssembly(directory: string, options: ReadAssemblyOptions = {}): Assembly {
  const world = new World();
  const stacks = readManifest(resolve(directory), options, world);
  return buildAssembly(resolve(directory), stacks, world);
}

export interface ReadTemplateOptions extends EnvironmentOptions {
  /** Name of the stack; names of resources begin with it. */
  readonly name: string;
  /** Where relative paths (`DefinitionUri`, `CodeUri`, `TemplateURL`) start. @default the working directory */
  readonly directory?: string;
  /** Object keys of a packaged template → paths relative to `directory`. */
  readonly assets?: Readonly<Record<string, string>>;
  /** What messages call the template. @default the name */
  readonly file?: string;
}

/**
 * Reads one CloudFormation or SAM template: JSON or YAML text, or a parsed template.
 * @throws AssemblyError INVALID_JSON, INVALID_TEMPLATE, ASSET_MISSING
 */
export function readTemplate(template: string | JsonObject, options: ReadTemplateOptions): Assembly {
  const directory = resolve(options.directory ?? '.');
  const file = options.file ?? options.name;
  const read = typeof template === 'string' ? parseTemplate(template, file) : templateOf(template, file);
  const parsed = assertResources(read, file);
  const world = new World();
  const parameters = new Map(Object.entries(options.parameters ?? {}));
  const stack = new Stack(
    {
      name: options.name,
      constructPath: options.name,
      environment: environmentOf(options.name, options.account, options.region),
      template: { ...parsed, document: expandSam(parsed.document) },
      templateFile: file,
      assets: givenAssets(directory, options.assets ?? {}),
      constructPathOf: () => undefined,
      parameters: (name) => parameters.get(name),
      parent: undefined,
    },
    world,
  );
  world.stacks.push(stack);
  const nested = nestStacks(stack, [], world);
  return buildAssembly(directory, [stack, ...nested], world);
}

/**
 * Reads a template file; the stack is named after the file unless `options` says otherwise.
 * @throws AssemblyError ASSEMBLY_NOT_FOUND and those of readTemplate
 */
export function readTemplateFile(path: string, options: Partial<ReadTemplateOptions> = {}): Assembly {
  const file = resolve(path);
  const named = basename(file)
    .replace(/(\.template)?\.(json|ya?ml)$/, '')
    .replace(/[^A-Za-z0-9-]/g, '-');
  return readTemplate(textOf(file), { name: named, directory: dirname(file), file, ...options });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(
      'ASSEMBLY_NOT_FOUND',
      `${file} cannot be read (${reason}); name a template or the output directory of "cdk synth".`,
    );
  }
}
