// Where in an expression a node stands: what the compilers of nodes hand to each other.
import type { Json } from '../../json';
import { depthMax, machine, stackExceeded } from './machine';
import type { Frame, Scope } from './scope';
import type { Node } from './syntax';
import type { Value } from './value';

/** A compiled node. `context` is what `$` and names refer to. */
export type Code = (context: Value, frame: Frame) => Value;

/** The document of an evaluation. */
export interface Root {
  value: Value;
}

/** What is the same throughout an expression. */
export interface Unit {
  readonly compile: (node: Node, place: Place) => Code;
  /** The document that `$$` and the outermost `$` mean. Expressions of state machines have none. */
  readonly root: Root | undefined;
}

export class Place {
  readonly unit: Unit;
  readonly scope: Scope | undefined;
  /** How many nodes are being evaluated here, counted from the lambda's body or the whole expression. */
  readonly depth: number;
  /** Inside of a lambda the depth of the call comes on top. */
  readonly lambda: boolean;

  constructor(unit: Unit, scope: Scope | undefined, depth: number, lambda: boolean) {
    this.unit = unit;
    this.scope = scope;
    this.depth = depth;
    this.lambda = lambda;
  }

  /** Compiles a node that is evaluated while this one is. */
  code(node: Node): Code {
    return this.unit.compile(node, new Place(this.unit, this.scope, this.depth + 1, this.lambda));
  }

  /** The same place with more variables. */
  within(scope: Scope): Place {
    return new Place(this.unit, scope, this.depth, this.lambda);
  }
}

/** The value of an expression that is known when it is compiled. */
const constants = new WeakMap<Code, { readonly value: Json }>();

export function constant(value: Json): Code {
  const code: Code = () => value;
  constants.set(code, { value });
  return code;
}

/** The value of a constant expression, wrapped, since undefined and null are values too. */
export function constantOf(code: Code): { readonly value: Json } | undefined {
  return constants.get(code);
}

/** Ends the evaluation if nodes at this depth of the current call are too deep in all. */
export function checkDepth(depth: number): void {
  if (machine.depth + depth > depthMax) throw stackExceeded();
}
