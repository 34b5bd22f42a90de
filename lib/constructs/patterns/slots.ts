// The places of a pattern that users may fill. A slot holds states before, in and after its own; they are linked when the
// machine is sealed, so the order in which slots are filled does not matter.
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Step, StepContext } from '../step';

/** A run of states with one way in. */
export interface Segment {
  readonly start: sfn.State;
  readonly ends: readonly sfn.INextable[];
}

interface Slot {
  main: sfn.IChainable | undefined;
  readonly before: sfn.IChainable[];
  readonly after: sfn.IChainable[];
  replaced: boolean;
}

export class Slots {
  private readonly owner: Construct;
  private readonly isSealed: () => boolean;
  private readonly contextOf: (slot: string) => StepContext;
  private readonly slots = new Map<string, Slot>();
  private readonly filledWith = new Map<sfn.State, string>();

  constructor(owner: Construct, isSealed: () => boolean, contextOf: (slot: string) => StepContext) {
    this.owner = owner;
    this.isSealed = isSealed;
    this.contextOf = contextOf;
  }

  /** Makes a slot with its default states; undefined for a slot that is empty unless it is filled. */
  define(name: string, main: sfn.IChainable | undefined): void {
    this.slots.set(name, { main, before: [], after: [], replaced: false });
  }

  get names(): string[] {
    return [...this.slots.keys()];
  }

  /** All states in the slots, linked or not. */
  states(): sfn.State[] {
    return [...this.slots.values()].flatMap(({ main, before, after }) =>
      [...before, ...(main === undefined ? [] : [main]), ...after].flatMap((chain) =>
        sfn.State.findReachableStates(chain.startState, { includeErrorHandlers: true }),
      ),
    );
  }

  before(name: string, step: Step): void {
    const states = this.bind(name, step);
    if (states !== undefined) this.open(name).before.push(states);
  }

  after(name: string, step: Step): void {
    const states = this.bind(name, step);
    if (states !== undefined) this.open(name).after.unshift(states);
  }

  /** Puts another step in place of a slot's own states. */
  replace(name: string, step: Step): void {
    const slot = this.open(name);
    if (slot.replaced) {
      throw new Error(`[${this.owner.node.path}] slot "${name}" was replaced already; a slot is replaced once.`);
    }
    slot.replaced = true;
    slot.main = this.bind(name, step);
  }

  private bind(name: string, step: Step): sfn.IChainable | undefined {
    this.open(name);
    const states = step._bind(this.contextOf(name));
    if (states === undefined) return undefined;
    const other = this.filledWith.get(states.startState);
    if (other !== undefined) {
      throw new Error(
        `[${this.owner.node.path}] the state "${states.startState.stateId}" for the slot "${name}" fills the slot "${other}" already; ` +
          'states stand in one place. Make others with another name.',
      );
    }
    this.filledWith.set(states.startState, name);
    return states;
  }

  /** What fills a slot, linked; undefined if nothing does. */
  segment(name: string): Segment | undefined {
    const slot = this.find(name);
    return linkInOrder([...slot.before, ...(slot.main === undefined ? [] : [slot.main]), ...slot.after]);
  }

  /** Throws unless the slot exists and can still be filled. */
  open(name: string): Slot {
    const slot = this.find(name);
    if (this.isSealed()) {
      throw new Error(
        `[${this.owner.node.path}] slot "${name}" cannot be filled any more: its states are linked. Fill slots before app.synth() and before state().`,
      );
    }
    return slot;
  }

  private find(name: string): Slot {
    const slot = this.slots.get(name);
    if (slot === undefined) {
      throw new Error(`[${this.owner.node.path}] there is no slot "${name}"; the slots are: ${this.names.join(', ')}.`);
    }
    return slot;
  }
}

/** Links runs of states one after the other; undefined if there are none. */
export function linkInOrder(parts: readonly sfn.IChainable[]): Segment | undefined {
  let whole: Segment | undefined;
  for (const part of parts) {
    const next: Segment = { start: part.startState, ends: part.endStates };
    if (whole !== undefined) linkTo(whole, next.start);
    whole = { start: whole?.start ?? next.start, ends: next.ends };
  }
  return whole;
}

/** Lets every end of a segment continue at `next`. */
export function linkTo(segment: Segment, next: sfn.State): void {
  for (const end of segment.ends) end.next(next);
}

/** A segment as CDK's chainable, for what wants one. */
export function chainOf(segment: Segment): sfn.IChainable {
  return sfn.Chain.custom(segment.start, [...segment.ends], segment.start);
}
