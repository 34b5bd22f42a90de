// Some work on values is recursive; values may be nested as deep as a payload is long.
import type { Json } from '../json';

/** Levels that recursion may follow without a thought for the stack; the service's own JSON reader stops there (AWS). */
const depthMax = 1_000;

/** Whether the value nests deeper than `depthMax`. Looks at every container once. */
export function isDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) return true;
    const below: Json[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      for (const member of Object.values(each)) if (typeof member === 'object') below.push(member);
    }
    level = below;
  }
  return false;
}
