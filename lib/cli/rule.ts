// How a Choice rule reads in one line: `$.total > 1000`, `not ($.name is present)`.
import type { ChoiceRule, Definition, Scope, State } from '../asl';
import type { Json } from '../json';

const signs: readonly (readonly [RegExp, string])[] = [
  [/LessThanEquals(?:Path)?$/, '<='],
  [/GreaterThanEquals(?:Path)?$/, '>='],
  [/LessThan(?:Path)?$/, '<'],
  [/GreaterThan(?:Path)?$/, '>'],
  [/Equals(?:Path)?$/, '='],
  [/Matches$/, 'matches'],
];

/** The text of a rule of a Choice state, wherever the state is; undefined when there is no such rule. */
export function ruleText(definition: Definition, state: string, index: number): string | undefined {
  const found = stateNamed(definition, state);
  const rule = found?.Type === 'Choice' ? found.Choices[index] : undefined;
  return rule === undefined ? undefined : describe(rule);
}

function describe(rule: ChoiceRule): string {
  if (rule.And !== undefined) return rule.And.map(nested).join(' and ');
  if (rule.Or !== undefined) return rule.Or.map(nested).join(' or ');
  if (rule.Not !== undefined) return `not ${nested(rule.Not)}`;
  if (rule.Condition !== undefined) return String(rule.Condition).replace(/^\{%\s*|\s*%\}$/g, '');
  for (const [operator, operand] of Object.entries(rule)) {
    if (operator === 'Variable' || operator === 'Next' || operator === 'Comment') continue;
    if (operator.startsWith('Is'))
      return `${rule.Variable} ${operand === false ? 'is not' : 'is'} ${operator.slice(2).toLowerCase()}`;
    const sign = signs.find(([pattern]) => pattern.test(operator))?.[1];
    if (sign !== undefined)
      return `${rule.Variable} ${sign} ${typeof operand === 'string' ? operand : JSON.stringify(operand as Json)}`;
  }
  return 'a rule';
}

function nested(rule: ChoiceRule): string {
  return rule.And === undefined && rule.Or === undefined ? describe(rule) : `(${describe(rule)})`;
}

function stateNamed(scope: Scope, name: string): State | undefined {
  if (Object.hasOwn(scope.States, name)) return scope.States[name];
  for (const state of Object.values(scope.States)) {
    for (const inner of innerScopes(state)) {
      const found = stateNamed(inner, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Branches of a Parallel, the processor of a Map. */
export function innerScopes(state: State): readonly Scope[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor === undefined ? [] : [processor];
}
