// Conditions, blocks and `:=`.
import { type Code, checkDepth, type Place } from './place';
import { boundNames, emptySlots, Frame, Scope } from './scope';
import type { BindNode, BlockNode, ConditionNode, Node } from './syntax';
import { truth } from './truth';
import { bind } from './variables';
import { certainDepth } from './weight';

export function compileCondition(node: ConditionNode, place: Place): Code {
  const condition = place.code(node.condition);
  const then = branch(node.then, place);
  const otherwise = node.else === undefined ? undefined : branch(node.else, place);
  return (context, frame) => {
    if (truth(condition(context, frame))) return then(context, frame);
    return otherwise?.(context, frame);
  };
}

/** A branch may go deeper than what the lambda was checked for when it was called. */
function branch(node: Node, place: Place): Code {
  const code = place.code(node);
  if (!place.lambda) return code;
  const depth = place.depth + certainDepth(node);
  return (context, frame) => {
    checkDepth(depth);
    return code(context, frame);
  };
}

export function compileBlock(node: BlockNode, place: Place): Code {
  const names = boundNames(node.expressions);
  if (names.length === 0) return sequence(node.expressions.map((expression) => place.code(expression)));
  const scope = new Scope(place.scope, names);
  const inside = place.within(scope);
  const run = sequence(node.expressions.map((expression) => inside.code(expression)));
  const size = scope.names.length;
  return (context, frame) => run(context, new Frame(frame, emptySlots(size)));
}

/** One after the other; the last one's value counts. */
function sequence(codes: readonly Code[]): Code {
  const [only] = codes;
  if (only === undefined) return () => undefined;
  if (codes.length === 1) return only;
  const last = codes.length - 1;
  return (context, frame) => {
    for (let i = 0; i < last; i++) (codes[i] as Code)(context, frame);
    return (codes[last] as Code)(context, frame);
  };
}

export function compileBind(node: BindNode, place: Place): Code {
  const value = place.code(node.rhs);
  const set = bind(node.lhs.value, place);
  return (context, frame) => {
    const bound = value(context, frame);
    set(frame, bound);
    return bound;
  };
}
