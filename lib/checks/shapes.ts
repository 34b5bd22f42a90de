// What is known about a value before anything runs: which members it can have. `open` values may have any; of a closed
// object the members that are not listed are surely absent.
import { isArray, isObject, type Json } from '../json';

export type Shape =
  | { readonly kind: 'open' }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Shape> }
  | { readonly kind: 'scalar' };

export const open: Shape = { kind: 'open' };
const scalar: Shape = { kind: 'scalar' };

/** The shape of a value as written. */
export function shapeOfLiteral(value: Json): Shape {
  if (isArray(value)) return open;
  if (!isObject(value)) return scalar;
  return {
    kind: 'object',
    members: new Map(Object.entries(value).map(([key, member]) => [key, shapeOfLiteral(member)])),
  };
}

/** The shape of a JSONPath payload template: `name.$` is a member of unknown shape. */
export function shapeOfTemplate(value: Json): Shape {
  if (isArray(value)) return open;
  if (!isObject(value)) return scalar;
  const members = Object.entries(value).map(([key, member]): [string, Shape] =>
    key.endsWith('.$') ? [key.slice(0, -2), open] : [key, shapeOfTemplate(member)],
  );
  return { kind: 'object', members: new Map(members) };
}

/** The shape of a JSONata template: a text in `{% %}` can be anything. */
export function shapeOfJsonata(value: Json): Shape {
  if (typeof value === 'string') return value.startsWith('{%') ? open : scalar;
  if (isArray(value)) return open;
  if (!isObject(value)) return scalar;
  return {
    kind: 'object',
    members: new Map(Object.entries(value).map(([key, member]) => [key, shapeOfJsonata(member)])),
  };
}

/** What either of two values can be. */
export function either(a: Shape, b: Shape): Shape {
  if (a.kind === 'scalar' && b.kind === 'scalar') return scalar;
  if (a.kind === 'scalar') return b;
  if (b.kind === 'scalar') return a;
  if (a.kind === 'open' || b.kind === 'open') return open;
  const members = new Map(a.members);
  for (const [key, shape] of b.members) members.set(key, either(members.get(key) ?? shape, shape));
  return { kind: 'object', members };
}

/** The shape at a path of names, or the name that is surely not there. */
export function follow(
  shape: Shape,
  names: readonly string[],
): { readonly shape: Shape } | { readonly missing: string } {
  let here = shape;
  for (const name of names) {
    if (here.kind === 'open') return { shape: open };
    if (here.kind === 'scalar') return { missing: name };
    const next = here.members.get(name);
    if (next === undefined) return { missing: name };
    here = next;
  }
  return { shape: here };
}

/** The shape after a value is put at a path. */
export function withAt(shape: Shape, names: readonly string[], value: Shape): Shape {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (shape.kind === 'open') return open;
  const members = new Map(shape.kind === 'object' ? shape.members : []);
  members.set(name, withAt(members.get(name) ?? { kind: 'object', members: new Map() }, rest, value));
  return { kind: 'object', members };
}

/** Whether two shapes are the same; a fixed point is reached when nothing changes. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind !== 'object' || b.kind !== 'object') return true;
  return (
    a.members.size === b.members.size &&
    [...a.members].every(([key, shape]) => b.members.has(key) && sameShape(shape, b.members.get(key)!))
  );
}
