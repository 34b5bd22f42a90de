// What the checks know about where they are.
import type { QueryLanguage } from '../../query';
import type { StateMachineType, StateType } from '../definition';
import type { Report } from './report';

export interface MachineContext {
  readonly type: StateMachineType;
  readonly language: QueryLanguage;
  /** Strings with `${Name}` stand for values that are filled in later, so nothing is known about them. */
  readonly placeholders: boolean;
  readonly report: Report;
}

export interface StateContext extends MachineContext {
  readonly name: string;
  readonly stateType: StateType;
  /** The state's own language. */
  readonly language: QueryLanguage;
  /** The state declares JSONPath in a JSONata machine: fields are not held against either language (AWS). */
  readonly downgraded: boolean;
}

/** Which of `$states` may be read in Output and Assign, besides input and context. */
export interface Scope {
  readonly result: boolean;
  readonly errorOutput: boolean;
}

/** Neither. */
export const nothing: Scope = { result: false, errorOutput: false };

export interface FieldContext extends StateContext {
  readonly scope: Scope;
}

const placeholder = /\$\{[^}]*\}/;

/** Whether nothing is known about a text because part of it is filled in later. */
export function isOpaque(context: MachineContext, text: unknown): boolean {
  return context.placeholders && typeof text === 'string' && placeholder.test(text);
}
