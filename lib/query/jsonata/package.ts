// The jsonata package: its parser, and those of its functions that are pure and synchronous (pictures of numbers and
// dates). It is loaded when the first expression is compiled. Its evaluator is asynchronous, so nothing waits for it.
import { ExpressionSyntaxError } from '../evaluate';
import { isFailureCode, JsonataFailure } from './failure';
import type { Node } from './syntax';
import type { Value } from './value';

type Jsonata = typeof import('jsonata');
/** What the package's functions expect as `this`. */
export interface PackageFocus {
  readonly environment: { readonly timestamp: PackageDate };
}
/** The part of Date by which the clock is handed in. */
export interface PackageDate {
  setTime(milliseconds: number): number;
}
interface PackageEnvironment {
  readonly timestamp: PackageDate;
  lookup(name: string): { readonly implementation: (this: PackageFocus, ...args: Value[]) => Value };
}
interface PackageError {
  readonly code?: string;
  readonly message?: string;
  readonly position?: number;
  readonly value?: Value;
}

function load(): Jsonata {
  return require('jsonata') as Jsonata;
}

/**
 * The syntax tree of an expression.
 * @throws ExpressionSyntaxError with the parser's sentence
 * @throws RangeError if the expression is nested so deeply that it could not be evaluated either
 */
export function parseExpression(text: string): Node {
  const known = trees.get(text);
  if (known !== undefined) return known;
  const tree = parse(text);
  if (trees.size >= treesMax) trees.clear();
  trees.set(text, tree);
  return tree;
}

/** Parsing takes longer than compiling, and a definition is validated before it is compiled. */
const trees = new Map<string, Node>();
const treesMax = 500;

function parse(text: string): Node {
  try {
    return load()(text).ast() as unknown as Node;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { message, position } = error as PackageError;
    throw new ExpressionSyntaxError('INVALID_JSONATA_EXPRESSION', message ?? 'Syntax error', position);
  }
}

let environment: PackageEnvironment | undefined;

/** The package's function table. The evaluator offers it to a hook before it first waits for anything. */
function packageEnvironment(): PackageEnvironment {
  if (environment === undefined) {
    const expression = load()('1');
    const entry: unknown = Symbol.for('jsonata.__evaluate_entry');
    expression.assign(entry as string, (_node: Node, _input: Value, given: PackageEnvironment) => {
      environment = given;
    });
    expression.evaluate(undefined);
  }
  return environment as unknown as PackageEnvironment;
}

/** Calls one of the package's functions with the clock at `now`. Errors become ours. */
export function callPackage(name: string, now: number, ...args: Value[]): Value {
  const { timestamp, lookup } = packageEnvironment();
  timestamp.setTime(now);
  try {
    return lookup(name).implementation.apply({ environment: { timestamp } }, args);
  } catch (error) {
    const { code, value } = error as PackageError;
    if (code === undefined || !isFailureCode(code)) throw error;
    throw new JsonataFailure(code, { value });
  }
}
