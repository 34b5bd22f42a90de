// JSONPath Choice rules → predicates.
import type { ChoiceRule } from '../asl';
import { isObject, type Json } from '../json';
import {
  type Bindings,
  compilePath,
  EvaluationError,
  ExpressionSyntaxError,
  type Path,
  referencePathProblem,
} from '../query';
import { comparisons, matchers } from './comparison/operators';

export type Rule = (root: Json, bindings: Bindings) => boolean;

/** And, Or and Not may nest this deep. */
const ruleDepthMax = 1_000;

const notOperators = new Set(['Variable', 'Next', 'Comment', 'Assign', 'Output']);

/**
 * Compiles a rule of a JSONPath Choice state.
 * @param field where the rule stands, for messages, e.g. `Choices[0]`
 * @returns a predicate over the effective input; it throws EvaluationError States.Runtime where `Variable` or the path it
 * is compared with finds nothing (except under IsPresent)
 * @throws ExpressionSyntaxError SCHEMA_VALIDATION_FAILED
 */
export function compileRule(rule: ChoiceRule, field: string): Rule {
  return compile(rule, field, 0);
}

function compile(rule: ChoiceRule, field: string, depth: number): Rule {
  if (depth > ruleDepthMax) refuse(`${field} nests more than ${ruleDepthMax} rules`);
  const { And, Or, Not } = rule;
  if (And !== undefined) return every(And.map((part, i) => compile(part, `${field}/And[${i}]`, depth + 1)));
  if (Or !== undefined) return some(Or.map((part, i) => compile(part, `${field}/Or[${i}]`, depth + 1)));
  if (Not !== undefined) return not(compile(Not, `${field}/Not`, depth + 1));
  return compileDataTest(rule, field);
}

function every(rules: readonly Rule[]): Rule {
  return (root, bindings) => {
    for (const rule of rules) if (!rule(root, bindings)) return false;
    return true;
  };
}

function some(rules: readonly Rule[]): Rule {
  return (root, bindings) => {
    for (const rule of rules) if (rule(root, bindings)) return true;
    return false;
  };
}

function not(rule: Rule): Rule {
  return (root, bindings) => !rule(root, bindings);
}

function compileDataTest(rule: ChoiceRule, field: string): Rule {
  const [name, second] = Object.keys(rule).filter((key) => !notOperators.has(key));
  if (rule.Variable === undefined) refuse(`${field} has no Variable`);
  if (name === undefined || second !== undefined) refuse(`${field} must have exactly one comparison operator`);
  const variable = referencePath(rule.Variable, `${field}/Variable`);
  const operand = rule[name] as Json;
  return (
    compileIsPresent(name, operand, variable) ??
    compileMatcher(name, operand, variable) ??
    compileComparison(name, operand, variable, field) ??
    refuse(`${field} has no usable operator: ${name}: ${isObject(operand) ? '{…}' : String(operand)}`)
  );
}

function compileIsPresent(name: string, operand: Json, variable: Path): Rule | undefined {
  if (name !== 'IsPresent' || typeof operand !== 'boolean') return undefined;
  return (root, bindings) => (variable.find(root, bindings) !== undefined) === operand;
}

function compileMatcher(name: string, operand: Json, variable: Path): Rule | undefined {
  const test = matchers.get(name)?.(operand);
  if (test === undefined) return undefined;
  return (root, bindings) => test(valueAt(variable, root, bindings));
}

function compileComparison(name: string, operand: Json, variable: Path, field: string): Rule | undefined {
  const holds = comparisons.get(name);
  if (holds !== undefined) return (root, bindings) => holds(valueAt(variable, root, bindings), operand);
  const byPath = name.endsWith('Path') ? comparisons.get(name.slice(0, -'Path'.length)) : undefined;
  if (byPath === undefined || typeof operand !== 'string') return undefined;
  const other = referencePath(operand, `${field}/${name}`);
  return (root, bindings) => byPath(valueAt(variable, root, bindings), valueAt(other, root, bindings));
}

function referencePath(text: string, field: string): Path {
  const problem = referencePathProblem(text);
  return problem === undefined ? compilePath(text, field) : refuse(problem);
}

/** AWS: a path of a rule that finds nothing fails the execution, with a sentence of its own. */
function valueAt(path: Path, root: Json, bindings: Bindings): Json {
  const value = path.find(root, bindings);
  if (value !== undefined) return value;
  const cause = `Invalid path '${path.shown}': The choice state's condition path references an invalid value.`;
  throw new EvaluationError('States.Runtime', cause);
}

function refuse(message: string): never {
  throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', message);
}
