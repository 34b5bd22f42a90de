// A regular expression as instructions for a backtracking machine (machine.ts).
// R1  What a single unit may be is asked of the host's own engine, unit by unit: classes and case folding are exactly its own.
// R2  A loop over single units is one instruction; a loop over anything else counts in registers.
import type { AST } from '@eslint-community/regexpp';

/** Whether a unit of text may stand here. */
export type UnitTest = (unit: number) => boolean;

/** One instruction; `next` is where to go on. */
export type Instruction =
  | { readonly op: 'unit'; readonly test: UnitTest; readonly back: boolean }
  | {
      readonly op: 'units';
      readonly test: UnitTest;
      readonly back: boolean;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    }
  /** Tries the next instruction first, then the other one. */
  | { readonly op: 'fork'; other: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly register: number }
  | { readonly op: 'clear'; readonly from: number; readonly to: number }
  | { readonly op: 'start' | 'end'; readonly multiline: boolean }
  | { readonly op: 'boundary'; readonly negate: boolean }
  | { readonly op: 'reference'; readonly groups: readonly number[]; readonly fold: boolean; readonly back: boolean }
  /** Sets a counter to zero. */
  | { readonly op: 'zero'; readonly register: number }
  /** Decides whether to run the body (the next instruction) once more. */
  | {
      readonly op: 'loop';
      readonly register: number;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
      exit: number;
    }
  /** Counts a run of a loop's body and notes where it began. */
  | { readonly op: 'enter'; readonly register: number }
  /** The end of a loop's body: one that took nothing is not run again. */
  | { readonly op: 'again'; readonly register: number; readonly min: number; readonly to: number }
  /** Runs the following instructions up to `done` here, then goes on at `to`. */
  | { readonly op: 'look'; readonly negate: boolean; to: number }
  | { readonly op: 'done' };

export interface Program {
  readonly instructions: readonly Instruction[];
  /** Two registers for each group (the whole match is group 0), then those of the loops. */
  readonly registers: number;
  readonly groups: number;
}

export function compileProgram(pattern: AST.Pattern, flags: string): Program {
  const groups = numberGroups(pattern);
  const writer = new Writer(groups, flags);
  writer.alternatives(pattern.alternatives, false);
  writer.add({ op: 'done' });
  return { instructions: writer.instructions, registers: writer.registers, groups };
}

type Alternatives = readonly { readonly elements: readonly AST.Element[] }[];

class Writer {
  readonly instructions: Instruction[] = [];
  registers: number;
  readonly #flags: string;
  readonly #fold: boolean;
  readonly #multiline: boolean;

  constructor(groups: number, flags: string) {
    this.registers = 2 * groups + 2;
    this.#flags = flags.replace(/[gym]/g, '');
    this.#fold = flags.includes('i');
    this.#multiline = flags.includes('m');
  }

  add<T extends Instruction>(instruction: T): T {
    this.instructions.push(instruction);
    return instruction;
  }

  alternatives(all: Alternatives, back: boolean): void {
    const jumps: { to: number }[] = [];
    all.forEach((alternative, i) => {
      const fork = i < all.length - 1 ? this.add({ op: 'fork' as const, other: 0 }) : undefined;
      const elements = back ? alternative.elements.slice().reverse() : alternative.elements;
      for (const element of elements) this.element(element, back);
      if (fork !== undefined) {
        jumps.push(this.add({ op: 'jump' as const, to: 0 }));
        fork.other = this.instructions.length;
      }
    });
    for (const jump of jumps) jump.to = this.instructions.length;
  }

  element(element: AST.Element, back: boolean): void {
    switch (element.type) {
      case 'Group':
        this.alternatives(element.alternatives, back);
        return;
      case 'CapturingGroup':
        this.capture(element, back);
        return;
      case 'Quantifier':
        this.quantifier(element, back);
        return;
      case 'Assertion':
        this.assertion(element);
        return;
      case 'Backreference': {
        const groups = [element.resolved].flat().map(numberOf);
        this.add({ op: 'reference', groups, fold: this.#fold, back });
        return;
      }
      default:
        this.add({ op: 'unit', test: unitTest(element.raw, this.#flags), back });
    }
  }

  capture(group: AST.CapturingGroup, back: boolean): void {
    const first = 2 * numberOf(group);
    this.add({ op: 'save', register: back ? first + 1 : first });
    this.alternatives(group.alternatives, back);
    this.add({ op: 'save', register: back ? first : first + 1 });
  }

  quantifier({ element, min, max, greedy }: AST.Quantifier, back: boolean): void {
    if (isUnit(element)) {
      this.add({ op: 'units', test: unitTest(element.raw, this.#flags), back, min, max, greedy });
      return;
    }
    const register = this.registers;
    this.registers += 2;
    this.add({ op: 'zero', register });
    const to = this.instructions.length;
    const loop = this.add({ op: 'loop' as const, register, min, max, greedy, exit: 0 });
    this.add({ op: 'enter', register });
    const inner = groupsIn(element);
    if (inner.length > 0) this.add({ op: 'clear', from: 2 * Math.min(...inner), to: 2 * Math.max(...inner) + 1 });
    this.element(element, back);
    this.add({ op: 'again', register, min, to });
    loop.exit = this.instructions.length;
  }

  assertion(assertion: AST.Assertion): void {
    switch (assertion.kind) {
      case 'start':
      case 'end':
        this.add({ op: assertion.kind, multiline: this.#multiline });
        return;
      case 'word':
        this.add({ op: 'boundary', negate: assertion.negate });
        return;
      default: {
        const look = this.add({ op: 'look' as const, negate: assertion.negate, to: 0 });
        this.alternatives(assertion.alternatives, assertion.kind === 'lookbehind');
        this.add({ op: 'done' });
        look.to = this.instructions.length;
      }
    }
  }
}

const numbers = new WeakMap<AST.CapturingGroup, number>();

function numberOf(group: AST.CapturingGroup): number {
  return numbers.get(group) as number;
}

/** Numbers the groups of a pattern by where they begin. */
function numberGroups(pattern: AST.Pattern): number {
  let count = 0;
  for (const group of groupNodes(pattern)) numbers.set(group, ++count);
  return count;
}

function groupsIn(node: AST.Node): number[] {
  return groupNodes(node).map(numberOf);
}

function groupNodes(node: AST.Node): AST.CapturingGroup[] {
  switch (node.type) {
    case 'CapturingGroup':
      return [node, ...node.alternatives.flatMap(groupNodes)];
    case 'Pattern':
    case 'Group':
      return node.alternatives.flatMap(groupNodes);
    case 'Alternative':
      return node.elements.flatMap(groupNodes);
    case 'Quantifier':
      return groupNodes(node.element);
    case 'Assertion':
      return node.kind === 'lookahead' || node.kind === 'lookbehind' ? node.alternatives.flatMap(groupNodes) : [];
    default:
      return [];
  }
}

export function isUnit(element: AST.Element): boolean {
  return element.type === 'Character' || element.type === 'CharacterClass' || element.type === 'CharacterSet';
}

const asciiEnd = 128;

/** Asks the host's engine about one unit, and remembers its answers. */
function unitTest(raw: string, flags: string): UnitTest {
  const expression = new RegExp(`^(?:${raw})$`, flags);
  const ascii = new Int8Array(asciiEnd);
  const others = new Map<number, boolean>();
  return (unit) => {
    if (unit < asciiEnd) {
      if (ascii[unit] === 0) ascii[unit] = expression.test(String.fromCharCode(unit)) ? 1 : -1;
      return ascii[unit] === 1;
    }
    let known = others.get(unit);
    if (known === undefined) {
      known = expression.test(String.fromCharCode(unit));
      others.set(unit, known);
    }
    return known;
  };
}
