import { Annotations } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { jsonata, text } from './jsonata';

/** One step of a {@link Saga}. */
export interface SagaStepProps {
  /** What the step does. Every state of it that can fail is guarded. */
  readonly action: sfn.IChainable;
  /** What takes the action back; it must do nothing if the action did not happen. @default - nothing to take back */
  readonly compensation?: sfn.IChainable;
  /**
   * Errors after which the action surely did nothing, so that its own compensation is not needed. After any other error (a
   * timeout, say) it may have happened and is compensated too.
   * @default []
   */
  readonly harmlessErrors?: string[];
  /** How every task of the action is retried before it counts as failed. @default - as the states say */
  readonly retry?: sfn.RetryProps;
  /** The step changes nothing, or what it does may stay: no compensation is missed (SFN209). @default false */
  readonly needsNoCompensation?: boolean;
}

/** Properties of {@link Saga}. */
export interface SagaProps {
  /** Where it goes on after all compensations. */
  readonly onFailure: sfn.IChainable;
  /**
   * Makes the state that reports a failed compensation; afterwards the other compensations still run.
   * @default - a failed compensation fails the execution
   */
  readonly onCompensationFailed?: ICompensationFailed;
  /** JSONata for the variables that keep what failed, given the step's name. @default - the variable `failure` */
  readonly failureVariable?: string;
  /**
   * JSONata for what one run of the saga is about, such as `$orderId`. Idempotency keys begin with it, so that a second start
   * for the same thing repeats nothing. @default '$states.context.Execution.Name'
   */
  readonly key?: string;
}

/** Makes a state that reports that the compensation of a step failed. */
export interface ICompensationFailed {
  /** The state; `scope` is the saga. */
  report(scope: Construct, stepName: string): sfn.TaskStateBase;
}

/** States that have catchers. */
interface Catching extends sfn.State {
  addCatch(handler: sfn.IChainable, props?: sfn.CatchProps): sfn.State;
  addRetry(props?: sfn.RetryProps): sfn.State;
}

/**
 * Steps that are taken back in reverse when a later one fails. What failed is kept in the variable `failure`
 * (`{state, error, cause}`). The states must be JSONata.
 */
export class Saga extends sfn.StateMachineFragment {
  private readonly props: SagaProps;
  private first: sfn.State | undefined;
  private ends: readonly sfn.INextable[] = [];
  /** Where the compensation of everything so far starts. */
  private unwind: sfn.State;

  constructor(scope: Construct, id: string, props: SagaProps) {
    super(scope, id);
    this.props = props;
    this.unwind = props.onFailure.startState;
  }

  get startState(): sfn.State {
    if (this.first === undefined)
      throw new Error(`[${this.node.path}] a saga needs at least one step; add it with step(name, props).`);
    return this.first;
  }

  get endStates(): sfn.INextable[] {
    return [...this.ends];
  }

  /**
   * JSONata for the key that a step and its compensation give to what they call: the same for every attempt and redrive, and
   * another one for every step. @example payload: sfn.TaskInput.fromObject({ key: saga.idempotencyKey('Hotel') })
   */
  idempotencyKey(stepName: string): string {
    return jsonata(`${this.props.key ?? '$states.context.Execution.Name'} & ${text(`/${stepName}`)}`);
  }

  /** Adds the next step. */
  step(name: string, props: SagaStepProps): this {
    const before = this.unwind;
    if (props.retry !== undefined) for (const state of catchingStates(props.action)) state.addRetry(props.retry);
    if (props.compensation === undefined && props.needsNoCompensation !== true) {
      const what = `SFN209 step "${name}" has no compensation: what it does stays when a later step fails. Give one, or needsNoCompensation: true.`;
      Annotations.of(this).addInfoV2(`stepwright:SFN209:${name}`, what);
    }
    if (props.compensation !== undefined) this.unwind = this.compensate(name, props.compensation, before);
    this.guard(props.action, before, props.harmlessErrors ?? []);
    for (const end of this.ends) end.next(props.action);
    this.first ??= props.action.startState;
    this.ends = props.action.endStates;
    return this;
  }

  /** Adds states that compensate everything so far when they fail, and need no compensation themselves. */
  guard(states: sfn.IChainable, harmless: sfn.State = this.unwind, harmlessErrors: string[] = []): void {
    for (const state of catchingStates(states)) {
      const assign = { [this.props.failureVariable ?? 'failure']: failureOf(state.stateId) };
      if (harmlessErrors.length > 0 && harmless !== this.unwind)
        state.addCatch(harmless, { errors: harmlessErrors, assign });
      state.addCatch(this.unwind, { assign });
    }
  }

  private compensate(name: string, compensation: sfn.IChainable, before: sfn.State): sfn.State {
    const fallible = catchingStates(compensation);
    for (const end of compensation.endStates) end.next(before);
    if (this.props.onCompensationFailed !== undefined) {
      const report = this.props.onCompensationFailed.report(this, name);
      report.next(before);
      // A report that cannot be sent must not keep the other compensations from running; history tells of it.
      report.addCatch(before);
      for (const state of fallible) {
        state.addCatch(report, { assign: { compensationFailure: failureOf(state.stateId) } });
      }
    }
    return compensation.startState;
  }
}

/** What a catcher keeps of the error; a timeout has an empty cause, a task that was failed without one has null. */
export function failureOf(stateName: string): {
  readonly state: string;
  readonly error: string;
  readonly cause: string;
} {
  return {
    state: stateName,
    error: '{% $states.errorOutput.Error %}',
    cause: "{% $states.errorOutput.Cause ? $states.errorOutput.Cause : '' %}",
  };
}

// The states of a run that is not linked to anything after it yet.
function catchingStates(states: sfn.IChainable): Catching[] {
  return sfn.State.findReachableStates(states.startState).filter(
    (state): state is Catching => typeof (state as Partial<Catching>).addCatch === 'function',
  );
}
