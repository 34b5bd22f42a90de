// Names of an expression's own variables, resolved to slots when the expression is compiled.
// S1  A name is found in the innermost frame that has *already* bound it: `($x := 1; ($y := $x; $x := 2; $y))` is 1.
//     So a name has one slot per scope that binds it anywhere, and slots begin unset.
import { type Node, parts, suffixes } from './syntax';
import type { Value } from './value';

/** The state of a variable that was not bound yet; bound to nothing is undefined. */
export const unset = Symbol('unset');
export type Slot = Value | typeof unset;

/** The variables of one call of a lambda, one run of a block or one tuple. */
export class Frame {
  readonly outer: Frame | undefined;
  readonly slots: Slot[];

  constructor(outer: Frame | undefined, slots: Slot[]) {
    this.outer = outer;
    this.slots = slots;
  }
}

/** Where a variable may lie: so many frames outwards, in that slot. */
export interface Address {
  readonly hops: number;
  readonly slot: number;
}

export class Scope {
  readonly outer: Scope | undefined;
  readonly names: readonly string[];

  constructor(outer: Scope | undefined, names: Iterable<string>) {
    this.outer = outer;
    this.names = [...new Set(names)];
  }

  /** The slots that may hold the variable, innermost first. */
  addresses(name: string): Address[] {
    const found: Address[] = [];
    let hops = 0;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.outer) {
      const slot = scope.names.indexOf(name);
      if (slot >= 0) found.push({ hops, slot });
      hops++;
    }
    return found;
  }
}

/** A frame for the scope with nothing bound yet. */
export function emptySlots(size: number): Slot[] {
  const slots: Slot[] = [];
  for (let i = 0; i < size; i++) slots.push(unset);
  return slots;
}

/** The frame so many steps outwards. */
export function outwards(frame: Frame, hops: number): Frame {
  let found = frame;
  for (let i = 0; i < hops; i++) found = found.outer as Frame;
  return found;
}

/** The names that `:=` binds in the frame in which these nodes are evaluated; blocks and lambdas have frames of their own. */
export function boundNames(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.type === 'block' || node.type === 'lambda') return boundNames(suffixes(node));
    const inner = boundNames([...parts(node), ...suffixes(node)]);
    return node.type === 'bind' ? [node.lhs.value, ...inner] : inner;
  });
}
