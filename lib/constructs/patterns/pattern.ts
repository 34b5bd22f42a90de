import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Step, StepContext } from '../step';
import { DeferredDefinition } from '../workflow/deferred-definition';
import type { Workflow } from '../workflow/workflow';
import { chainOf, Slots } from './slots';

/**
 * A whole workflow with places that its user may fill. Its states are linked when the app is synthesized, so slots may be
 * filled until then, in any order.
 */
export abstract class WorkflowPattern extends Construct {
  abstract readonly workflow: Workflow;
  /** @internal where states are made */
  protected readonly _states: Construct;
  /** @internal */
  protected readonly _slots: Slots;
  /** @internal */
  protected readonly _definition: DeferredDefinition;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this._states = new Construct(this, 'States');
    this._definition = new DeferredDefinition(
      () => this._link(),
      () => this.made(),
    );
    this._slots = new Slots(
      this,
      () => this._definition.sealed,
      (slot) => this._stepContext(slot),
    );
  }

  /** The state machine. */
  get stateMachine(): sfn.StateMachine {
    return this.workflow.stateMachine;
  }

  /** Names of the places that may be filled. */
  get slots(): string[] {
    return this._slots.names;
  }

  /** Puts a step before those of a slot. */
  before(slot: string, step: Step): void {
    this._slots.before(slot, step);
  }

  /** Puts a step after those of a slot. */
  after(slot: string, step: Step): void {
    this._slots.after(slot, step);
  }

  /** Puts a step in place of a slot's own states; once for each slot. */
  replace(slot: string, step: Step): void {
    this._slots.replace(slot, step);
  }

  /**
   * A state by its name, to change it with CDK's own means. States around the slots are made when they are linked: asking
   * for one of them links all, and slots cannot be filled any more.
   */
  state(name: string): sfn.State {
    const find = () => this.made().find((state) => state.stateId === name);
    if (find() === undefined) this._definition.seal();
    const found = find();
    if (found !== undefined) return found;
    const names = this.made().map((state) => state.stateId);
    throw new Error(`[${this.node.path}] no state is named "${name}"; the states are: ${names.join(', ')}.`);
  }

  /** @internal links the states */
  protected abstract _link(): sfn.IChainable;

  /** @internal what a step is given that fills a slot */
  protected abstract _stepContext(slot: string): StepContext;

  /** @internal what fills a slot, as a list of none or one */
  protected _parts(slot: string): sfn.IChainable[] {
    const segment = this._slots.segment(slot);
    return segment === undefined ? [] : [chainOf(segment)];
  }

  private made(): sfn.State[] {
    const own = this._states.node.findAll().filter((node): node is sfn.State => node instanceof sfn.State);
    return [...new Set([...own, ...this._slots.states()])];
  }
}
