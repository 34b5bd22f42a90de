// What an expression refers to, for the validator: workflow variables, parts of `$states`, and the context that there is
// not at the top level (AWS refuses such expressions when the state machine is created).
import { builtIn } from './functions/table';
import { parseExpression } from './package';
import { type Node, parts, suffixes } from './syntax';

export interface JsonataReferences {
  /** Workflow variables, each once, in the order in which they are written. */
  readonly variables: readonly string[];
  /** Members of `$states` that are read: `input`, `result`, `errorOutput`, `context`, or whatever was written. */
  readonly states: readonly string[];
  readonly usesResult: boolean;
  readonly usesErrorOutput: boolean;
  /** The service's sentences about references that it refuses, each once. */
  readonly refusals: readonly string[];
}

/**
 * The references of one expression.
 * @param text with its `{% %}`
 * @throws ExpressionSyntaxError INVALID_JSONATA_EXPRESSION
 */
export function jsonataReferences(text: string): JsonataReferences {
  const variables = new Set<string>();
  const states = new Set<string>();
  const root = collect(sourceOf(text), variables, states);
  return {
    variables: [...variables],
    states: [...states],
    usesResult: states.has('result'),
    usesErrorOutput: states.has('errorOutput'),
    refusals: root === undefined ? [] : refusals(root),
  };
}

/** The tree, its references noted. An expression that is too deep to be looked through can only fail when it is evaluated. */
function collect(source: string, variables: Set<string>, states: Set<string>): Node | undefined {
  try {
    const root = parseExpression(source);
    collectVariables(root, new Set(), variables, states);
    return root;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The expression between `{%` and `%}`, as error texts quote it. */
export function sourceOf(text: string): string {
  return text.slice(2, -2).trim();
}

/** The service's sentences about references to a context that does not exist. */
export function refusals(root: Node): string[] {
  const names = new Set<string>();
  collectContext(root, names);
  return [...names].map((name) =>
    name === '$$' ? `Reference to '$$' is not supported.` : `Reference to '${name}' at the top level is not supported.`,
  );
}

/** Only the first step of a path is evaluated in the top-level context; a lambda's body keeps that of its definition. */
function collectContext(node: Node, names: Set<string>): void {
  switch (node.type) {
    case 'path':
      collectContext(node.steps[0] as Node, names);
      break;
    case 'name':
      names.add(node.value);
      break;
    case 'variable':
      if (node.value === '' || node.value === '$') names.add(`$${node.value}`);
      break;
    case 'transform':
    case 'sort':
      break;
    default:
      for (const part of parts(node)) collectContext(part, names);
  }
}

function collectVariables(node: Node, bound: ReadonlySet<string>, variables: Set<string>, states: Set<string>): void {
  if (node.type === 'variable') {
    if (isWorkflowVariable(node.value, bound)) variables.add(node.value);
    for (const each of suffixes(node)) collectVariables(each, bound, variables, states);
    return;
  }
  if (node.type === 'path') noteStates(node.steps, bound, states);
  const inner = new Set([...bound, ...namesBoundIn(node)]);
  for (const part of [...parts(node), ...suffixes(node)]) {
    if (!isFunctionName(node, part, inner)) collectVariables(part, inner, variables, states);
  }
}

function isWorkflowVariable(name: string, bound: ReadonlySet<string>): boolean {
  return name !== '' && name !== '$' && name !== 'states' && !bound.has(name);
}

/** A built-in function that is called or handed to one: not a variable, although one might have its name. */
function isFunctionName(parent: Node, part: Node, bound: ReadonlySet<string>): boolean {
  if (part.type !== 'variable' || bound.has(part.value) || builtIn(part.value) === undefined) return false;
  if (part.predicate !== undefined) return false;
  return parent.type === 'function' || parent.type === 'partial' || (parent.type === 'apply' && parent.rhs === part);
}

function noteStates(steps: readonly Node[], bound: ReadonlySet<string>, states: Set<string>): void {
  const [first, second] = steps;
  if (first?.type !== 'variable' || first.value !== 'states' || bound.has('states')) return;
  if (second?.type === 'name') states.add(second.value);
}

/** Names that are the expression's own within a node. */
function namesBoundIn(node: Node): string[] {
  switch (node.type) {
    case 'lambda':
      return [...node.arguments.map((parameter) => parameter.value), ...bindings([node.body])];
    case 'block':
      return bindings(node.expressions);
    case 'path':
      return node.steps.flatMap((step) => [
        ...[step.focus, step.index].filter((name) => name !== undefined),
        ...(step.stages ?? []).flatMap((stage) => stage.value ?? []),
      ]);
    default:
      return [];
  }
}

function bindings(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => (node.type === 'bind' ? [node.lhs.value, ...bindings([node.rhs])] : []));
}
