// From a validated definition to closures, once: states by index, fields and expressions parsed, nothing left to look up.
import type { Definition, MapState, Scope, State, StateMachineType } from '../asl';
import type { QueryLanguage } from '../query';
import type { CompiledState, CompileState, CompileStates, Compiling } from './compiling';
import { StateExits, stateEntered } from './kinds';
import { historyEventsMax, payloadBytesMax } from './limits';
import { END, type Machine, type Node } from './node';
import { choice } from './states/choice';
import { fail } from './states/fail';
import { map } from './states/map';
import { parallel } from './states/parallel';
import { pass } from './states/pass';
import { succeed } from './states/succeed';
import { task } from './states/task';
import { wait } from './states/wait';

const states: CompileStates = {
  Pass: pass,
  Task: task,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
  Parallel: parallel,
  Map: map,
};

export interface CompileOptions {
  /** @default STANDARD */
  readonly type?: StateMachineType;
  /** Largest number of history events. @default 25,000 for Standard, none for Express */
  readonly historyEventsMax?: number;
  /** Largest input or output in bytes; for measurements, the service has no such setting. @default 262,144 */
  readonly payloadBytesMax?: number;
}

/**
 * Compiles a definition that `validate` (lib/asl) accepts.
 * @throws ExpressionSyntaxError for an expression, Error for a reference, that validation would have refused
 */
export function compileMachine(definition: Definition, options: CompileOptions = {}): Machine {
  const type = options.type ?? 'STANDARD';
  const limit = options.historyEventsMax ?? (type === 'STANDARD' ? historyEventsMax : Number.POSITIVE_INFINITY);
  const language = definition.QueryLanguage ?? 'JSONPath';
  const timeoutMs = definition.TimeoutSeconds === undefined ? undefined : definition.TimeoutSeconds * 1000;
  return compileScope(definition, language, {
    type,
    timeoutMs,
    historyEventsMax: limit,
    payloadBytesMax: options.payloadBytesMax ?? payloadBytesMax,
  });
}

type MachineFacts = Pick<Machine, 'type' | 'timeoutMs' | 'historyEventsMax' | 'payloadBytesMax'>;

function compileScope(scope: Scope, language: QueryLanguage, facts: MachineFacts): Machine {
  const names = Object.keys(scope.States);
  const indexes = new Map(names.map((name, index) => [name, index]));
  const indexOf = (name: string): number => {
    const index = indexes.get(name);
    if (index === undefined)
      throw new Error(`no state is named ${JSON.stringify(name)}; validate the definition before compiling it`);
    return index;
  };
  const nodes = names.map((name) => compileNode(name, scope.States[name] as State, language, indexOf, facts));
  return { nodes, start: indexOf(scope.StartAt), ...facts };
}

function compileNode(
  name: string,
  state: State,
  language: QueryLanguage,
  indexOf: (name: string) => number,
  facts: MachineFacts,
): Node {
  const next = 'Next' in state && typeof state.Next === 'string' ? indexOf(state.Next) : END;
  const compiling: Compiling = {
    name,
    language: state.QueryLanguage ?? language,
    indexOf,
    next,
    // AWS: states inside a Map or Parallel inherit the machine's language, not that of the state that holds them.
    machine: (inner) => compileScope(inner, language, innerFacts(state, facts)),
  };
  const compiled = compileState(state, compiling);
  return {
    name,
    type: state.Type,
    entered: stateEntered(name, state.Type),
    exits: new StateExits(name, state.Type),
    ...compiled,
  };
}

function compileState(state: State, compiling: Compiling): CompiledState {
  const compile = states[state.Type] as CompileState<State> | undefined;
  if (compile === undefined)
    throw new Error(`state ${JSON.stringify(compiling.name)} has an unknown Type ${JSON.stringify(state.Type)}`);
  return compile(state, compiling);
}

/** Children of a distributed Map are executions of their own, with a type and an event limit of their own. */
function innerFacts(state: State, outer: MachineFacts): MachineFacts {
  const processor =
    state.Type === 'Map' ? ((state as MapState).ItemProcessor ?? (state as MapState).Iterator) : undefined;
  if (processor?.ProcessorConfig?.Mode !== 'DISTRIBUTED') return { ...outer, timeoutMs: undefined };
  const type = processor.ProcessorConfig.ExecutionType ?? 'STANDARD';
  return {
    type,
    timeoutMs: undefined,
    historyEventsMax: type === 'STANDARD' ? historyEventsMax : Number.POSITIVE_INFINITY,
    payloadBytesMax: outer.payloadBytesMax,
  };
}
