// `|pattern|update, delete|`: a function that copies its argument and changes what the pattern finds in the copy.
// Only objects of the copy are changed: values that came in from elsewhere belong to others (E6).
import { call, Native } from './calls';
import { JsonataFailure } from './failure';
import { machine } from './machine';
import type { Code, Place } from './place';
import type { Frame } from './scope';
import { compileSignature } from './signature';
import type { TransformNode } from './syntax';
import { Callable, isRecord, itemsOf, type MutableValueObject, putValue, type Value } from './value';
import { variable } from './variables';

const signature = compileSignature('<(oa):o>');

export function compileTransform(node: TransformNode, place: Place): Code {
  const clone = variable('clone', place);
  const pattern = place.code(node.pattern);
  const change = compileChange(node, place);
  const transform = (given: Value, context: Value, frame: Frame): Value => {
    if (given === undefined) return undefined;
    const cloner = clone(context, frame);
    if (!(cloner instanceof Callable)) throw new JsonataFailure('T2013');
    const copy = call(cloner, [given], null);
    const found = pattern(copy, frame);
    if (found === undefined) return copy;
    const owned = containersOf(copy);
    for (const match of itemsOf(found) ?? [found]) change(match, isRecord(match) && owned.has(match), frame);
    return copy;
  };
  return (context, frame) => new Native(undefined, 1, signature, (given) => transform(given, context, frame));
}

type Change = (match: Value, owned: boolean, frame: Frame) => void;

function compileChange(node: TransformNode, place: Place): Change {
  const update = place.code(node.update);
  const remove = node.delete === undefined ? undefined : place.code(node.delete);
  return (match, owned, frame) => {
    machine.spend(1);
    const members = update(match, frame);
    if (members !== undefined && !isRecord(members)) throw new JsonataFailure('T2011', { value: members });
    const target = owned ? (match as MutableValueObject) : {};
    for (const key of Object.keys(members ?? {})) putValue(target, key, members?.[key]);
    for (const key of namesOf(remove?.(match, frame))) delete target[key];
  };
}

function namesOf(deletions: Value): readonly string[] {
  if (deletions === undefined) return [];
  const names = itemsOf(deletions) ?? [deletions];
  if (!names.every((name) => typeof name === 'string')) throw new JsonataFailure('T2012', { value: deletions });
  return names as readonly string[];
}

/** The objects within a value. */
function containersOf(root: Value): Set<Value> {
  const found = new Set<Value>();
  const open: Value[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    const members = isRecord(value) ? Object.values(value) : (itemsOf(value) ?? []);
    if (isRecord(value)) found.add(value);
    machine.spend(members.length);
    for (const member of members) open.push(member);
  }
  return found;
}
