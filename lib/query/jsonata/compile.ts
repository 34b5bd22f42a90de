// From a node of the syntax tree to a closure.

import { compileArray, compileGroup, compileObject } from './constructors';
import { compileBind, compileBlock, compileCondition } from './control';
import { compileFilter } from './filters';
import { compileApply, compileCall, compileLambda, compilePartial } from './lambdas';
import { depthMax, stackExceeded } from './machine';
import { Matcher } from './matcher';
import { compileBinary, compileNegation } from './operators';
import { compilePath } from './paths';
import { type Code, constant, type Place } from './place';
import { type Frame, unset } from './scope';
import { member } from './steps';
import type { Node, NodeType, UnaryNode } from './syntax';
import { compileTransform } from './transforms';
import { compileStreamFilter } from './tuples';
import { Sequence, settle, settled, type Value } from './value';
import { compileVariable } from './variables';
import { allDescendants, allMembers } from './wildcards';

type NodeOf<T extends NodeType, N extends Node = Node> = N extends Node ? (T extends N['type'] ? N : never) : never;
type Compiler<T extends NodeType> = (node: NodeOf<T>, place: Place) => Code;

const COMPILERS: { readonly [T in NodeType]: Compiler<T> } = {
  path: compilePath,
  name: (node) => member(node.value),
  string: (node) => constant(node.value),
  number: (node) => constant(node.value),
  value: (node) => constant(node.value),
  variable: compileVariable,
  wildcard: () => allMembers,
  descendant: () => allDescendants,
  parent: (node, place) => compileParent(node.slot.label, place),
  binary: compileBinary,
  unary: compileUnary,
  condition: compileCondition,
  block: compileBlock,
  bind: compileBind,
  regex: (node) => {
    const matcher = new Matcher(node.value);
    return () => matcher;
  },
  function: compileCall,
  partial: compilePartial,
  lambda: compileLambda,
  apply: compileApply,
  transform: compileTransform,
  sort: () => nothing,
  operator: () => nothing,
};

function nothing(): Value {
  return undefined;
}

/** Compiles a node with what stands behind it. Its value is settled: no sequence of length 0 or 1 unless kept. */
export function compileNode(node: Node, place: Place): Code {
  if (place.depth > depthMax) return tooDeep;
  const compiler = COMPILERS[node.type] as (node: Node, place: Place) => Code;
  const code = compiler(node, place);
  const suffixed = withSuffixes(code, node, place);
  return node.keepArray === true ? keeping(suffixed) : suffixed === code && isSettled(node) ? code : settling(suffixed);
}

function tooDeep(): never {
  throw stackExceeded();
}

/** Nodes whose code settles its value itself, or never gives a sequence. */
function isSettled(node: Node): boolean {
  return !['wildcard', 'descendant', 'binary'].includes(node.type) || (node.type === 'binary' && node.value !== '..');
}

function settling(code: Code): Code {
  return (context, frame) => settle(code(context, frame));
}

function keeping(code: Code): Code {
  return (context, frame) => {
    const value = code(context, frame);
    return value instanceof Sequence ? settled(value.items, true) : value;
  };
}

function withSuffixes(code: Code, node: Node, place: Place): Code {
  const filters = (node.predicate ?? []).flatMap((stage) =>
    stage.expr === undefined
      ? []
      : node.tuple === true
        ? compileStreamFilter(node, stage.expr, place)
        : compileFilter(stage.expr, place),
  );
  const group = node.group === undefined || node.type === 'path' ? undefined : compileGroup(node.group, place);
  if (filters.length === 0 && group === undefined) return code;
  return (context, frame) => {
    let value = code(context, frame);
    for (const filter of filters) value = filter(value, frame);
    return group === undefined ? value : group(value, frame);
  };
}

function compileUnary(node: UnaryNode, place: Place): Code {
  switch (node.value) {
    case '-':
      return compileNegation(node, place);
    case '[':
      return compileArray(node, place);
    case '{':
      return compileObject(node, place);
  }
}

/** `%`: the item that an earlier step started from, which the path's tuples carry. */
function compileParent(label: string, place: Place): Code {
  const addresses = place.scope?.addresses(label) ?? [];
  return (_context, frame) => {
    for (const { hops, slot } of addresses) {
      let at: Frame = frame;
      for (let i = 0; i < hops; i++) at = at.outer as Frame;
      const value = at.slots[slot];
      if (value !== unset) return value as Value;
    }
    return undefined;
  };
}
