// How a choice rule and a catcher read in one line: labels of edges, transcripts, coverage.
import type { Json } from '../json';
import type { Catcher, ChoiceRule } from './definition';
import { operators } from './operators';

/** `total > 1000`, `not (name is present)`, or the source of a JSONata condition. */
export function ruleText(rule: ChoiceRule): string {
  if (rule.And !== undefined) return rule.And.map((part) => nested(part)).join(' and ');
  if (rule.Or !== undefined) return rule.Or.map((part) => nested(part)).join(' or ');
  if (rule.Not !== undefined)
    return rule.Not.Not === undefined ? `not (${ruleText(rule.Not)})` : `not ${ruleText(rule.Not)}`;
  if (rule.Condition !== undefined) return String(rule.Condition).replace(/^\{%\s*|\s*%\}$/g, '');
  const name = Object.keys(rule).find((field) => operators.has(field));
  const operator = name === undefined ? undefined : operators.get(name);
  if (operator === undefined) return 'a rule';
  const variable = pathText(rule.Variable ?? '');
  const operand = rule[operator.name] as Json;
  if (operator.name.startsWith('Is')) {
    return `${variable} is ${operand === false ? 'not ' : ''}${operator.name.slice(2).toLowerCase()}`;
  }
  // A truth value needs no comparison.
  if (operator.name === 'BooleanEquals') return operand === false ? `not ${variable}` : variable;
  return `${variable} ${operator.sign} ${operandText(operand, operator.path)}`;
}

function nested(rule: ChoiceRule): string {
  const compound = rule.And !== undefined || rule.Or !== undefined;
  return compound ? `(${ruleText(rule)})` : ruleText(rule);
}

function operandText(operand: Json, isPath: boolean): string {
  return isPath && typeof operand === 'string' ? pathText(operand) : JSON.stringify(operand);
}

/** A path below the input reads without its `$.`. */
function pathText(path: string): string {
  return path.startsWith('$.') ? path.slice(2) : path;
}

/** `States.Timeout, Payment.Declined`. */
export function catcherText(catcher: Catcher): string {
  return catcher.ErrorEquals.join(', ');
}
