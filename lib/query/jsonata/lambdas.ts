// Lambdas, calls, partial application and `~>`.
import { Composition, call, Lambda, type LambdaCode, open, Partial, TailCall } from './calls';
import { JsonataFailure } from './failure';
import { builtIn } from './functions/table';
import { depthMax, machine, stackExceeded } from './machine';
import { type Code, Place } from './place';
import { boundNames, Scope } from './scope';
import { compileSignature } from './signature';
import { type ApplyNode, type CallNode, isPlaceholder, type LambdaNode, type Node } from './syntax';
import { Callable, settle, type Value } from './value';
import { certainDepth, weight } from './weight';

export function compileLambda(node: LambdaNode, place: Place): Code {
  if (node.thunk === true) return compileTailCall(node.body as CallNode, place);
  const names = node.arguments.map((parameter) => parameter.value);
  const scope = new Scope(place.scope, [...names, ...boundNames([node.body])]);
  const inside = new Place(place.unit, scope, 0, true);
  const certain = certainDepth(node.body);
  const code: LambdaCode = {
    body: inside.code(node.body),
    arity: node.arguments.length,
    slots: names.map((name) => scope.names.indexOf(name)),
    size: scope.names.length,
    cost: weight(node.body),
    signature: node.signature === undefined ? undefined : compileSignature(node.signature.definition),
    checkDepth() {
      if (machine.depth + certain > depthMax) throw stackExceeded();
    },
  };
  return (context, frame) => new Lambda(code, context, frame);
}

/** The function and the arguments of a call. */
interface Prepared {
  readonly token: string | undefined;
  readonly target: Code;
  readonly args: readonly Code[];
}

function prepare(node: CallNode, place: Place): Prepared {
  return {
    token: tokenOf(node.procedure),
    target: compileTarget(node, place),
    args: node.arguments.map((argument) => place.code(argument)),
  };
}

/** Where a call is made. */
interface Site {
  readonly depth: number;
  readonly token: string | undefined;
  readonly raw: boolean;
}

function siteOf(node: Node, token: string | undefined, place: Place): Site {
  const raw = node.keepArray === true || node.predicate !== undefined || node.group !== undefined;
  return { depth: place.depth, token, raw };
}

/** The name by which error texts call the function. */
function tokenOf(procedure: Node): string | undefined {
  if (procedure.type === 'path') return tokenOf(procedure.steps[0] as Node);
  return procedure.type === 'variable' || procedure.type === 'name' ? procedure.value : undefined;
}

/** A name without its `$` is a member of the context, and probably a slip: the error says so. */
function compileTarget(node: CallNode, place: Place): Code {
  const target = place.code(node.procedure);
  const token = tokenOf(node.procedure);
  if (node.procedure.type !== 'path' || token === undefined || builtIn(token) === undefined) return target;
  return (context, frame) => {
    const value = target(context, frame);
    if (value === undefined) throw new JsonataFailure(node.type === 'partial' ? 'T1007' : 'T1005', { token });
    return value;
  };
}

function evaluateAll(codes: readonly Code[], ...at: Parameters<Code>): Value[] {
  const values: Value[] = [];
  for (let i = 0; i < codes.length; i++) values.push((codes[i] as Code)(...at));
  return values;
}

/** Makes a call at this depth of the expression. What stands behind it works on the sequence before it is settled. */
function invoke(target: Value, args: readonly Value[], context: Value, at: Site): Value {
  machine.spend(1);
  machine.depth += at.depth;
  try {
    const result = call(target, args, context);
    machine.depth -= at.depth;
    return at.raw ? result : settle(result);
  } catch (failure) {
    if (failure instanceof JsonataFailure) failure.token ??= at.token;
    throw failure;
  }
}

export function compileCall(node: CallNode, place: Place): Code {
  const { token, target, args } = prepare(node, place);
  const site = siteOf(node, token, place);
  if (args.length === 1) {
    const only = args[0] as Code;
    return (context, frame) => invoke(target(context, frame), [only(context, frame)], context, site);
  }
  return (context, frame) => invoke(target(context, frame), evaluateAll(args, context, frame), context, site);
}

function compileTailCall(node: CallNode, place: Place): Code {
  const { token, target, args } = prepare(node, place);
  return (context, frame) => new TailCall(target(context, frame), evaluateAll(args, context, frame), token);
}

export function compilePartial(node: CallNode, place: Place): Code {
  const token = tokenOf(node.procedure);
  const target = compileTarget(node, place);
  const args = node.arguments.map((argument) => (isPlaceholder(argument) ? open : place.code(argument)));
  return (context, frame) => {
    const given = args.map((argument) => (argument === open ? open : argument(context, frame)));
    const value = target(context, frame);
    if (!(value instanceof Callable)) throw new JsonataFailure('T1008', token === undefined ? {} : { token });
    return new Partial(value, filled(value, given));
  };
}

/** A lambda's parameters for which nothing was written are bound to nothing. */
function filled(target: Callable, given: readonly (Value | typeof open)[]): readonly (Value | typeof open)[] {
  return target instanceof Lambda ? given.slice(0, target.arity) : given;
}

/** `~>`: the left side is the first argument of the right one; two functions become one. */
export function compileApply(node: ApplyNode, place: Place): Code {
  const left = place.code(node.lhs);
  if (node.rhs.type === 'function') {
    const { token, target, args } = prepare(node.rhs, place);
    const site = siteOf(node, token, place);
    return (context, frame) => {
      const first = left(context, frame);
      const callee = target(context, frame);
      return invoke(callee, [first, ...evaluateAll(args, context, frame)], context, site);
    };
  }
  const right = place.code(node.rhs);
  const site = siteOf(node, undefined, place);
  return (context, frame) => {
    const value = left(context, frame);
    const target = right(context, frame);
    if (!(target instanceof Callable)) throw new JsonataFailure('T2006', { value: target });
    return value instanceof Callable ? new Composition(value, target) : invoke(target, [value], null, site);
  };
}
