// Runs a program by backtracking, with its own stack and a budget, so that no pattern hangs and none exhausts the host's stack.
// Entries of the stack are four numbers: what it is, and three facts. Going back undoes registers up to the next choice.
import type { Instruction, Program } from './program';

export interface RegexBudget {
  /** Steps left; below zero the search has been given up. */
  steps: number;
}

/** Numbers on the stack; a search that needs more is given up like one that takes too long. */
const stackMax = 8_000_000;

const choice = 0;
const undo = 1;
/** A loop over units that may give back one unit at a time. */
const giveBack = 2;
/** A lazy loop over units that may take one more. */
const takeMore = 3;

export class RegexRun {
  readonly #program: Program;
  readonly #text: string;
  readonly #budget: RegexBudget;
  readonly registers: number[];
  readonly #stack: number[] = [];

  constructor(program: Program, text: string, budget: RegexBudget) {
    this.#program = program;
    this.#text = text;
    this.#budget = budget;
    this.registers = new Array(program.registers).fill(-1);
  }

  /** Whether the pattern matches at this position; the registers hold the groups then. */
  matchesAt(position: number): boolean {
    this.registers.fill(-1);
    this.#stack.length = 0;
    const end = this.#run(0, position);
    this.registers[0] = position;
    this.registers[1] = end;
    return end >= 0;
  }

  /** Runs from an instruction to `done`: the position there, or -1. */
  #run(start: number, from: number): number {
    const { instructions } = this.#program;
    const base = this.#stack.length;
    let at = start;
    let position = from;
    while (this.#budget.steps >= 0) {
      if (this.#stack.length > stackMax) this.#budget.steps = 0;
      this.#budget.steps--;
      const instruction = instructions[at] as Instruction;
      if (instruction.op === 'done') return position;
      if (instruction.op === 'jump') at = instruction.to;
      else if (instruction.op === 'fork') {
        this.#stack.push(choice, instruction.other, position, 0);
        at++;
      } else if (instruction.op === 'loop') at = this.#loop(instruction, at, position);
      else if (instruction.op === 'look') {
        if (this.#look(instruction.negate, at + 1, position)) at = instruction.to;
        else at = -1;
      } else {
        position = this.#step(instruction, at, position);
        at = position < 0 ? -1 : instruction.op === 'again' ? instruction.to : at + 1;
      }
      if (at >= 0) continue;
      at = this.#back(base);
      if (at < 0) return -1;
      position = this.#resumed;
    }
    return -1;
  }

  #resumed = 0;

  /** Goes back to the last choice: where to go on, or -1. */
  #back(base: number): number {
    const stack = this.#stack;
    while (stack.length > base) {
      const c = stack.pop() as number;
      const b = stack.pop() as number;
      const a = stack.pop() as number;
      const kind = stack.pop() as number;
      if (kind === undo) {
        this.registers[a] = b;
        continue;
      }
      this.#resumed = b;
      if (kind === choice) return a;
      if (this.#resumeUnits(kind, a, b, c)) return a + 1;
    }
    return -1;
  }

  /** A loop over units at `at` stands at `position` and may go as far as `limit`. */
  #resumeUnits(kind: number, at: number, position: number, limit: number): boolean {
    const instruction = this.#program.instructions[at] as Instruction & { readonly op: 'units' };
    const step = (kind === giveBack) === instruction.back ? 1 : -1;
    if (kind === giveBack) {
      if (position === limit) return false;
      this.#resumed = position + step;
      if (this.#resumed !== limit) this.#stack.push(giveBack, at, this.#resumed, limit);
      return true;
    }
    const unit = this.#text.charCodeAt(instruction.back ? position - 1 : position);
    if (limit <= 0 || Number.isNaN(unit) || !instruction.test(unit)) return false;
    this.#resumed = instruction.back ? position - 1 : position + 1;
    this.#stack.push(takeMore, at, this.#resumed, limit - 1);
    return true;
  }

  #set(register: number, value: number): void {
    this.#stack.push(undo, register, this.registers[register] as number, 0);
    this.registers[register] = value;
  }

  /** Instructions that take text, look at it or set registers: the new position, or -1. */
  #step(instruction: Instruction, at: number, position: number): number {
    switch (instruction.op) {
      case 'unit': {
        const unit = this.#text.charCodeAt(instruction.back ? position - 1 : position);
        if (Number.isNaN(unit) || !instruction.test(unit)) return -1;
        return instruction.back ? position - 1 : position + 1;
      }
      case 'units':
        return this.#units(instruction, at, position);
      case 'save':
        this.#set(instruction.register, position);
        return position;
      case 'clear':
        for (let register = instruction.from; register <= instruction.to; register++) this.#set(register, -1);
        return position;
      case 'zero':
        this.#set(instruction.register, 0);
        return position;
      case 'enter':
        this.#set(instruction.register, (this.registers[instruction.register] as number) + 1);
        this.#set(instruction.register + 1, position);
        return position;
      case 'again': {
        const count = this.registers[instruction.register] as number;
        const empty = this.registers[instruction.register + 1] === position;
        return empty && count > instruction.min ? -1 : position;
      }
      case 'start':
        return position === 0 || (instruction.multiline && this.#isLineEnd(position - 1)) ? position : -1;
      case 'end':
        return position === this.#text.length || (instruction.multiline && this.#isLineEnd(position)) ? position : -1;
      case 'boundary':
        return (this.#isWord(position - 1) !== this.#isWord(position)) !== instruction.negate ? position : -1;
      case 'reference':
        return this.#reference(instruction, position);
      default:
        return position;
    }
  }

  #units(loop: Instruction & { readonly op: 'units' }, at: number, position: number): number {
    const step = loop.back ? -1 : 1;
    const wanted = loop.greedy ? loop.max : loop.min;
    let taken = 0;
    let reached = position;
    while (taken < wanted) {
      const unit = this.#text.charCodeAt(loop.back ? reached - 1 : reached);
      if (Number.isNaN(unit) || !loop.test(unit)) break;
      reached += step;
      taken++;
    }
    this.#budget.steps -= taken;
    if (taken < loop.min) return -1;
    if (!loop.greedy) this.#stack.push(takeMore, at, reached, loop.max - taken);
    else if (taken > loop.min) this.#stack.push(giveBack, at, reached, position + step * loop.min);
    return reached;
  }

  /** Where to go on: into the body or behind the loop. */
  #loop(loop: Instruction & { readonly op: 'loop' }, at: number, position: number): number {
    const count = this.registers[loop.register] as number;
    if (count >= loop.max) return loop.exit;
    if (count < loop.min) return at + 1;
    this.#stack.push(choice, loop.greedy ? loop.exit : at + 1, position, 0);
    return loop.greedy ? at + 1 : loop.exit;
  }

  /** Whether a lookaround holds. What it captured stays, if it is positive; how it might have matched otherwise does not. */
  #look(negate: boolean, at: number, position: number): boolean {
    const stack = this.#stack;
    const base = stack.length;
    const found = this.#run(at, position) >= 0;
    if (found && !negate) {
      let kept = base;
      for (let i = base; i < stack.length; i += 4) {
        if (stack[i] !== undo) continue;
        stack.copyWithin(kept, i, i + 4);
        kept += 4;
      }
      stack.length = kept;
      return true;
    }
    while (stack.length > base) {
      const [kind, register, value] = stack.splice(-4) as [number, number, number];
      if (kind === undo) this.registers[register] = value;
    }
    return found !== negate;
  }

  #reference(instruction: Instruction & { readonly op: 'reference' }, position: number): number {
    const { registers } = this;
    const group = instruction.groups.find((number) => (registers[2 * number + 1] as number) >= 0);
    if (group === undefined || (registers[2 * group] as number) < 0) return position;
    const start = registers[2 * group] as number;
    const length = (registers[2 * group + 1] as number) - start;
    const from = instruction.back ? position - length : position;
    if (from < 0 || from + length > this.#text.length) return -1;
    this.#budget.steps -= length;
    for (let i = 0; i < length; i++) {
      const expected = this.#text.charCodeAt(start + i);
      const unit = this.#text.charCodeAt(from + i);
      if (unit !== expected && !(instruction.fold && folded(unit) === folded(expected))) return -1;
    }
    return instruction.back ? from : from + length;
  }

  #isLineEnd(position: number): boolean {
    const unit = this.#text.charCodeAt(position);
    return unit === 0x0a || unit === 0x0d || unit === 0x2028 || unit === 0x2029;
  }

  #isWord(position: number): boolean {
    return /^\w$/.test(this.#text.charAt(position));
  }
}

/** A unit as it is compared when case does not matter (ECMA-262, Canonicalize without the u flag). */
function folded(unit: number): number {
  const upper = String.fromCharCode(unit).toUpperCase();
  if (upper.length !== 1) return unit;
  const code = upper.charCodeAt(0);
  return unit >= 128 && code < 128 ? unit : code;
}
