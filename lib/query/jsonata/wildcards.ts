// `*` (all members) and `**` (everything below, the value itself included).
import { machine } from './machine';
import { isRecord, itemsOf, Sequence, type Value } from './value';

export function allMembers(context: Value): Value {
  const found: Value[] = [];
  const values = isRecord(context) ? Object.values(context) : (itemsOf(context) ?? []);
  for (const value of values) flattenDeep(value, found);
  return new Sequence(found);
}

function flattenDeep(value: Value, found: Value[]): void {
  machine.spend(1);
  const items = itemsOf(value);
  if (items === undefined) found.push(value);
  else for (const item of items) flattenDeep(item, found);
}

export function allDescendants(context: Value): Value {
  if (context === undefined) return undefined;
  const found: Value[] = [];
  collect(context, found);
  return found.length === 1 ? found[0] : new Sequence(found);
}

function collect(value: Value, found: Value[]): void {
  machine.spend(1);
  const items = itemsOf(value);
  if (items !== undefined) {
    for (const item of items) collect(item, found);
    return;
  }
  found.push(value);
  if (isRecord(value)) for (const member of Object.values(value)) collect(member, found);
}
