// Why a definite path found nothing, in the service's words. Runs only after a miss.
import { isArray, isObject, type Json, own } from '../../json';
import { isDeep } from '../depth';
import type { Step } from './ast';

/** A value all the same (AWS: null past the end of an array, [] where many might match), or what is wrong. */
export type Explanation = { readonly problem: string } | { readonly value: Json };

/** Walks the steps again and says where they ended. */
export function explain(steps: readonly Step[], root: Json): Explanation {
  let value = root;
  let at = '$';
  for (const [i, step] of steps.entries()) {
    const fragment = fragmentOf(step);
    const last = i === steps.length - 1;
    switch (step.kind) {
      case 'name':
      case 'names': {
        if (!isObject(value)) return { problem: `Property ${fragment} not found in path ${at}` };
        const found = step.kind === 'name' ? own(value, step.name) : {};
        if (found === undefined)
          return { problem: `${last ? 'No results for path:' : 'Missing property in path'} ${at}${fragment}` };
        value = found;
        break;
      }
      case 'index':
        if (!isArray(value)) return notArray(value, at, fragment);
        value = value[step.index < 0 ? value.length + step.index : step.index] ?? null;
        break;
      case 'indexes':
      case 'slice':
        return isArray(value) || value === null ? { value: [] } : notArray(value, at, fragment);
      default:
        return { value: [] };
    }
    at += fragment;
  }
  return { value };
}

function notArray(value: Json, at: string, fragment: string): Explanation {
  if (value === null) return { problem: `The path ${at} is null` };
  const context = typeof value === 'object' ? shown(value) : String(value);
  return { problem: `Filter: ${fragment} can only be applied to arrays. Current context is: ${context}` };
}

/** A value as the service's sentences show it: compact JSON. */
export function shown(value: Json): string {
  return isDeep(value) ? '(nested too deeply to be shown)' : JSON.stringify(value);
}

/** The step in bracket notation, as the service's sentences spell it. */
export function fragmentOf(step: Step): string {
  switch (step.kind) {
    case 'name':
      return `['${step.name}']`;
    case 'names':
      return `[${step.names.map((name) => `'${name}'`).join(', ')}]`;
    case 'index':
      return `[${step.index}]`;
    case 'indexes':
      return `[${step.indexes.join(',')}]`;
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'any':
      return '[*]';
    case 'filter':
      return '[?]';
    case 'scan':
      return '..';
  }
}
