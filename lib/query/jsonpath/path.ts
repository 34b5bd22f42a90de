// A path field (InputPath, OutputPath, ItemsPath, Variable, …Path): text → something that can be evaluated.
import { isArray, type Json } from '../../json';
import { type Bindings, type Evaluate, EvaluationError, ExpressionSyntaxError } from '../evaluate';
import { isDefinite, type PathSyntax, type Step, type Test } from './ast';
import { fullBudget } from './budget';
import { type Explanation, explain, fragmentOf } from './explain';
import { compileTest } from './filter';
import { parsePath } from './parse';
import { type Accept, compileSelects, type Surroundings, select } from './select';
import { compileWalk } from './walk';

export interface Path {
  /** The value at the path; an indefinite path gives a list. @throws EvaluationError States.Runtime with the service's sentence */
  readonly evaluate: Evaluate;
  /** The same without throwing: undefined where nothing is there. An indefinite path gives a list, if only an empty one. */
  readonly find: (root: Json, bindings: Bindings) => Json | undefined;
  /** Whether the path names at most one value. */
  readonly definite: boolean;
  /** As the service's sentences about path fields show it. AWS: a path into the context object loses one `$`. */
  readonly shown: string;
}

type Find = Path['find'];

/**
 * Compiles the path of a field such as InputPath or SecondsPath.
 * @param field the field's name, for messages
 * @throws ExpressionSyntaxError SCHEMA_VALIDATION_FAILED with the service's message
 */
export function compilePath(text: string, field: string): Path {
  const { path, find } = parse(text, field);
  const definite = isDefinite(path);
  const shown = path.origin === 'context' ? text.slice(1) : text;
  const evaluate: Evaluate = (root, bindings) => {
    const value = find(root, bindings);
    return value === undefined ? explainMiss(path, shown, root, bindings) : value;
  };
  return { evaluate, find, definite, shown };
}

function parse(text: string, field: string): { readonly path: PathSyntax; readonly find: Find } {
  try {
    const path = parsePath(text);
    return { path, find: compileFind(path) };
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const detail = `${field}: ${error.message}`;
    throw new ExpressionSyntaxError(error.code, 'Value must be a valid JSONPath.', error.offset, detail);
  }
}

/** The value at the path, or undefined; used by templates and intrinsic calls, too. */
export function compileFind(path: PathSyntax): Find {
  if (misplacedNames(path.steps) >= 0) return () => undefined;
  const locate = isDefinite(path) ? compileWalk(path.steps) : undefined;
  if (locate === undefined) return compileList(path);
  const { variable } = path;
  switch (path.origin) {
    case 'document':
    case 'item':
      return locate;
    case 'context':
      return (_root, bindings) => locate(bindings.context());
    case 'variable':
      return (_root, bindings) => {
        const value = bindings.variable(variable);
        return value === undefined ? undefined : locate(value);
      };
  }
}

/** The value that the path's steps start from; undefined for a variable that was never assigned. */
function originOf(path: PathSyntax, root: Json, bindings: Bindings): Json | undefined {
  switch (path.origin) {
    case 'document':
    case 'item':
      return root;
    case 'context':
      return bindings.context();
    case 'variable':
      return bindings.variable(path.variable);
  }
}

/** AWS: `$['a','b'].c` passes the validator and fails when it is reached. */
function misplacedNames(steps: readonly Step[]): number {
  return steps.findIndex((step, i) => step.kind === 'names' && i < steps.length - 1);
}

function compileList(path: PathSyntax): Find {
  const matches = compileMatches(path);
  return (root, bindings) =>
    matches(root, { document: originOf(path, root, bindings) ?? null, bindings, budget: fullBudget() });
}

/** What an indefinite path finds from `root`; a path inside a filter shares the surroundings of the filter's own. */
function compileMatches(path: PathSyntax): (root: Json, around: Surroundings) => Json | undefined {
  const first = path.steps.findIndex((step) => step.kind !== 'name' && step.kind !== 'index');
  const locate = compileFind({ ...path, steps: path.steps.slice(0, first) });
  const selects = compileSelects(path.steps.slice(first), compileAccept);
  const wantsArray = path.steps[first]?.kind === 'slice' || path.steps[first]?.kind === 'indexes';
  return (root, around) => {
    const start = locate(root, around.bindings);
    // AWS: an indefinite path gives [] even where its definite beginning is missing, but not where that is no array.
    if (start === undefined) return [];
    if (wantsArray && !isArray(start)) return start === null ? [] : undefined;
    return select(selects, start, around);
  };
}

function compileAccept(test: Test): Accept {
  return compileTest(test, compileRead);
}

function compileRead(path: PathSyntax): (item: Json, around: Surroundings) => Json | undefined {
  const ofItem = path.origin === 'item';
  if (!isDefinite(path) && misplacedNames(path.steps) < 0) {
    const matches = compileMatches(path);
    return (item, around) => matches(ofItem ? item : around.document, around);
  }
  const find = compileFind(path);
  return ofItem
    ? (item, around) => find(item, around.bindings)
    : (_item, around) => find(around.document, around.bindings);
}

/** AWS: a path into an input that is null fails in words of its own. */
export function nothingToRead(): never {
  throw new EvaluationError('States.Runtime', 'Unable to apply Path transformation to null or empty input.');
}

/** The value an index past the end stands for, or the service's sentence as an error. */
function explainMiss(path: PathSyntax, shown: string, root: Json, bindings: Bindings): Json {
  if (root === null && path.origin === 'document') return nothingToRead();
  const found = explainPath(path, root, bindings);
  if ('value' in found) return found.value;
  throw new EvaluationError('States.Runtime', `Invalid path '${shown}' : ${found.problem}`);
}

/** Why `find` gave nothing. */
export function explainPath(path: PathSyntax, root: Json, bindings: Bindings): Explanation {
  const misplaced = misplacedNames(path.steps);
  if (misplaced >= 0) {
    const at = path.steps.slice(0, misplaced + 1).map(fragmentOf);
    return { problem: `Multi properties can only be used as path leafs: $${at.join('')}` };
  }
  const origin = originOf(path, root, bindings);
  return origin === undefined ? { problem: `No results for path: $${path.variable}` } : explain(path.steps, origin);
}
