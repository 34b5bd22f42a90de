// Why a definite path found nothing, in the service's words. Runs only after a miss.
import { isArray, isObject, type Json, own } from '../../json';
import { isDeep } from '../depth';
import type { Step } from './ast';

/**
 * Walks the steps again and says where they ended. An index past the end of an array is no error for the service but null
 * (AWS), so the answer may also be that value.
 */
export function explain(steps: readonly Step[], root: Json): { readonly problem: string } | { readonly value: Json } {
  let value = root;
  let at = '$';
  for (const [i, step] of steps.entries()) {
    const fragment = fragmentOf(step);
    if (step.kind === 'index') {
      if (!isArray(value))
        return { problem: `Filter: ${fragment} can only be applied to arrays. Current context is: ${at}` };
      value = value[step.index < 0 ? value.length + step.index : step.index] ?? null;
    } else {
      if (!isObject(value)) return { problem: `Property ${fragment} not found in path ${at}` };
      const found = step.kind === 'name' ? own(value, step.name) : {};
      if (found === undefined) {
        const last = i === steps.length - 1;
        return {
          problem: last ? `No results for path: ${at}${fragment}` : `Missing property in path ${at}${fragment}`,
        };
      }
      value = found;
    }
    at += fragment;
  }
  return { value };
}

/** Whether a miss is one of an index past the end, which the service answers with null. */
export function orNull(steps: readonly Step[], root: Json): boolean {
  return 'value' in explain(steps, root);
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
