// Nested stacks: their parameters are values of the parent, their outputs attributes of the parent's resource.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, own } from '../json';
import { text } from './intrinsics';
import { nestedStackPath, type PathIndex, pathIn } from './paths';
import { environmentOf } from './pseudo';
import { expandSam } from './sam/expand';
import { Stack } from './stack';
import { parseTemplate } from './template';
import type { World } from './world';

/** CloudFormation's own bound on nesting is far above this; it keeps a template that nests itself from going on forever. */
const depthMax = 20;

/** Reads the stacks nested in `parent`, and those nested in them, and lists them. */
export function nestStacks(parent: Stack, index: PathIndex, world: World, depth = 1): readonly Stack[] {
  return parent.logicalIdsOf('AWS::CloudFormation::Stack').flatMap((logicalId) => {
    const file = depth > depthMax ? undefined : templateFileOf(parent, logicalId);
    if (file === undefined) {
      parent.note(
        `the template of the nested stack ${logicalId} is not part of the assembly: its resources are not read`,
      );
      return [];
    }
    const constructPath = nestedStackPath(resourcePath(parent, logicalId));
    const ownId = constructPath.startsWith(`${parent.source.constructPath}/`)
      ? constructPath.slice(parent.source.constructPath.length + 1).replace(/[^A-Za-z0-9]/g, '')
      : logicalId;
    const name = `${parent.name}-${ownId}`;
    const parsed = parseTemplate(readFileSync(file, 'utf8'), file);
    const template = { ...parsed, document: expandSam(parsed.document) };
    const stack = new Stack(
      {
        name,
        constructPath,
        environment: environmentOf(name, parent.account, parent.region),
        template,
        templateFile: file,
        assets: parent.source.assets,
        constructPathOf: (id) => pathIn(index, constructPath, id),
        parameters: (parameter) => {
          const given = own(parent.propertiesOf(logicalId), 'Parameters');
          return isObject(given) ? own(given, parameter) : undefined;
        },
        parent,
      },
      world,
    );
    parent.nest(logicalId, stack);
    world.stacks.push(stack);
    return [stack, ...nestStacks(stack, index, world, depth + 1)];
  });
}

/** The path of a resource: in its metadata, in the assembly's, or made of stack and logical id. */
export function resourcePath(stack: Stack, logicalId: string): string {
  const body = own(stack.section('Resources'), logicalId);
  const metadata = isObject(body) ? own(body, 'Metadata') : undefined;
  const path = isObject(metadata) ? own(metadata, 'aws:cdk:path') : undefined;
  if (typeof path === 'string') return path;
  return stack.source.constructPathOf(logicalId) ?? `${stack.source.constructPath}/${logicalId}`;
}

function templateFileOf(stack: Stack, logicalId: string): string | undefined {
  const body = own(stack.section('Resources'), logicalId);
  const metadata = isObject(body) ? own(body, 'Metadata') : undefined;
  const path = isObject(metadata) ? own(metadata, 'aws:asset:path') : undefined;
  const { assets } = stack.source;
  if (typeof path === 'string') return assets.byPath(path);
  // Only the URL is evaluated: Parameters of the nested stack may ask for outputs of stacks that are not read yet.
  const properties = isObject(body) ? own(body, 'Properties') : undefined;
  const url = isObject(properties) ? own(properties, 'TemplateURL') : undefined;
  const resolved = url === undefined ? undefined : stack.resolve(url);
  if (resolved === undefined || typeof resolved === 'symbol') return undefined;
  const key = text(resolved);
  const local = join(assets.directory, key);
  return (
    assets.byObjectKey(key.split('/').pop() ?? key) ?? (!key.includes('://') && existsSync(local) ? local : undefined)
  );
}
