// `$parse`: JSON as the service reads it, stricter than JSON.parse: a key may occur once and a number has to be finite.
import { JsonataFailure } from './failure';
import { machine } from './machine';
import type { Value } from './value';

/** @throws JsonataFailure D3137 */
export function parseJson(text: string): Value {
  machine.spend(text.length >> 1);
  let value: Value;
  try {
    value = JSON.parse(text) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid();
    throw error;
  }
  if (repeatsKey(text) || holdsInfinity(value)) throw invalid();
  return value;
}

function invalid(): JsonataFailure {
  return new JsonataFailure('D3137', { message: 'Invalid JSON' });
}

function holdsInfinity(root: Value): boolean {
  const open: Value[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'number' && !Number.isFinite(value)) return true;
    if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) open.push(member);
  }
  return false;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Whether some object of a valid JSON text names a key twice. */
function repeatsKey(text: string): boolean {
  const objects: Set<string>[] = [];
  let before: string | undefined;
  for (const [part] of text.matchAll(token)) {
    if (part === '{') objects.push(new Set());
    else if (part === '[') objects.push(new Set());
    else if (part === '}' || part === ']') objects.pop();
    else if (part === ':') {
      const key = JSON.parse(before as string) as string;
      const keys = objects.at(-1) as Set<string>;
      if (keys.has(key)) return true;
      keys.add(key);
    }
    before = part;
  }
  return false;
}
