// Construct paths: from the template's own metadata, or from the assembly's when the template was written without.
import { isArray, isObject, type Json, own } from '../json';

/** Path and logical id of everything in a stack and the stacks nested in it. */
export type PathIndex = readonly { readonly path: string; readonly logicalId: string }[];

/** Reads the metadata of a stack: `{"/Stack/Id/Resource": [{"type": "aws:cdk:logicalId", "data": "Id123"}]}`. */
export function pathIndex(metadata: Json | undefined): PathIndex {
  if (!isObject(metadata)) return [];
  return Object.entries(metadata).flatMap(([path, entries]) =>
    (isArray(entries) ? entries : []).flatMap((entry) => {
      const logicalId = isObject(entry) && own(entry, 'type') === 'aws:cdk:logicalId' ? own(entry, 'data') : undefined;
      return typeof logicalId === 'string' ? [{ path: path.replace(/^\//, ''), logicalId }] : [];
    }),
  );
}

const nestedResource = /^(.*)\.NestedStack\/[^/]+\.NestedStackResource$/;

/**
 * The path of a logical id in the stack at `stackPath`. Logical ids are unique within one template only, so paths inside
 * nested stacks do not count for the stack around them.
 */
export function pathIn(index: PathIndex, stackPath: string, logicalId: string): string | undefined {
  const nested = index.flatMap(({ path }) => nestedResource.exec(path)?.[1] ?? []).filter((path) => path !== stackPath);
  return index.find(
    (entry) =>
      entry.logicalId === logicalId &&
      entry.path.startsWith(`${stackPath}/`) &&
      !nested.some((inner) => inner.startsWith(`${stackPath}/`) && entry.path.startsWith(`${inner}/`)),
  )?.path;
}

/** The construct of a nested stack, given the path of its resource. */
export function nestedStackPath(resourcePath: string): string {
  return nestedResource.exec(resourcePath)?.[1] ?? resourcePath;
}

/** A resource's path as people write it: the L2 construct, not the L1 inside it. */
export function withoutResource(path: string): string {
  return path.endsWith('/Resource') ? path.slice(0, -'/Resource'.length) : path;
}
