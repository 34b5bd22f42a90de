// What the matchers are for TypeScript; each runner's own declarations extend it.
import type { CoverageMinimum } from './coverage-minimum';
import type { WorkflowFindingsOptions } from './matchers/construct';
import type { Span } from './running';

/** Matchers for executions, what states did, benches, and constructs. */
export interface StepwrightMatchers<R> {
  /** The execution succeeded. */
  toSucceed(): R;
  /** The execution succeeded with this output. */
  toSucceedWith(output: unknown): R;
  /** The execution failed with this error, and a cause that contains the text or matches. */
  toFailWith(error: string, cause?: string | RegExp): R;
  /** All these states were entered; negated: none of them was. */
  toHaveVisited(...states: readonly string[]): R;
  /** These states were entered in this order, with any others between them. */
  toHaveVisitedInOrder(...states: readonly string[]): R;
  /** The execution went from one state to another. */
  toHaveTaken(from: string, to: string): R;
  /** The state was tried again that often. */
  toHaveRetried(state: string, times: number): R;
  /** A catcher of the state caught this error. */
  toHaveCaught(state: string, error: string): R;
  /** That much virtual time passed. */
  toHaveElapsed(span: Span): R;
  /** These variables had these values at the end. */
  toHaveAssigned(variables: object): R;
  /** The state received this: input, arguments or payload. */
  toHaveReceived(value: unknown): R;
  /** The state returned this. */
  toHaveReturned(output: unknown): R;
  /** Executions of the bench have touched at least this much, in percent. */
  toBeCovered(minimum?: CoverageMinimum): R;
  /** AWS would take the definition, and the checks find no error in it. */
  toBeValidDefinition(): R;
  /** The checks find nothing in the state machines of an App, a Stack or another construct. */
  toHaveNoWorkflowFindings(options?: WorkflowFindingsOptions): R;
}
