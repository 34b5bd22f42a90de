// Placeholders that ended up in something the model tells about, each once, with every place it stands in.
import { type Json, own } from '../json';
import type { Subject } from './collect/subject';
import type { AssemblyWarning, Machine } from './model';
import { placeholdersIn } from './placeholder';
import type { World } from './world';

/** Warnings for the given resources, for definitions that came from files, and for what could not be decided at all. */
export function warningsOf(
  world: World,
  subjects: readonly Subject[],
  machines: readonly Machine[],
): readonly AssemblyWarning[] {
  const places = new Map<string, Set<string>>();
  const found = (mark: string, where: string) => {
    const known = places.get(mark);
    if (known === undefined) places.set(mark, new Set([where]));
    else known.add(where);
  };
  if (world.reasons.size > 0) {
    for (const { properties, identity } of subjects) {
      for (const property of Object.keys(properties)) {
        for (const mark of marksIn(own(properties, property)))
          found(mark, `${identity.stack}/${identity.logicalId}.${property}`);
      }
    }
    for (const { stack, logicalId, definitionFile, unresolved } of machines) {
      for (const mark of definitionFile === undefined ? [] : unresolved)
        found(mark, `${stack}/${logicalId}.Definition`);
    }
  }
  const unresolved = [...places].map(([mark, [where = '', ...alsoIn]]) => ({
    where,
    alsoIn,
    what: world.reasons.get(mark) ?? 'the template holds this mark itself',
    placeholder: mark,
  }));
  const notes = [...world.notes].map(([what, where]) => ({ where, alsoIn: [], what, placeholder: '' }));
  return [...unresolved, ...notes];
}

function marksIn(value: Json | undefined): readonly string[] {
  return value === undefined ? [] : placeholdersIn(typeof value === 'string' ? value : JSON.stringify(value));
}
