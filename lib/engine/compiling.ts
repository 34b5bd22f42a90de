// What the compiler hands to the file of each state type. Parallel and Map get `machine` and so import neither the compiler
// nor the execution: there is no circle.
import type { Scope, State, StateType } from '../asl';
import type { QueryLanguage } from '../query';
import type { Machine, Strand, Visit } from './node';

export interface Compiling {
  readonly name: string;
  /** The state's own language: its QueryLanguage, else the machine's. */
  readonly language: QueryLanguage;
  /** Index of a state of the same scope. */
  readonly indexOf: (name: string) => number;
  /** Index of Next, or END. */
  readonly next: number;
  /** Compiles a branch or an item processor. */
  readonly machine: (scope: Scope) => Machine;
}

export type CompiledState =
  | { readonly run: (visit: Visit) => number }
  | { readonly runs: (visit: Visit) => Strand<number> };

export type CompileState<S extends State> = (state: S, compiling: Compiling) => CompiledState;

/** Total over the state types: a new one without a file does not compile. */
export type CompileStates = { readonly [Type in StateType]: CompileState<Extract<State, { readonly Type: Type }>> };
