// Input and output fields, compiled once per state. The order of processing is the Developer Guide's:
// JSONPath: InputPath, Parameters, work, ResultSelector, ResultPath (into the raw input), OutputPath; Assign beside them.
// JSONata: Arguments, work, Output and Assign, both seeing the variables as they were at entry.
import type { State } from '../asl';
import type { Json, JsonObject } from '../json';
import { exceeds, isObject } from '../json';
import {
  compileJsonataTemplate,
  compilePath,
  compileReferencePath,
  compileTemplate,
  type Evaluate,
  type QueryLanguage,
} from '../query';
import { StateFailed } from './failure';
import { payloadBytesMax } from './limits';
import type { Visit } from './node';

/** A field's value for this visit; `root` is what `$` means there. */
export type Read = (root: Json, visit: Visit) => Json;
/** Turns a state's result into its output and assigned variables, left on the visit. */
export type Finish = (visit: Visit, result: Json) => void;

const identity: Read = (root) => root;
const empty: JsonObject = Object.freeze({});

/** InputPath or OutputPath: absent is the value itself, null is `{}`. */
export function compileValuePath(text: string | null | undefined, field: string): Read {
  if (text === undefined || text === '$') return identity;
  if (text === null) return () => empty;
  return compilePath(text, field).evaluate;
}

/** What the state works on: InputPath then Parameters, or Arguments. */
export function compileInput(state: State, language: QueryLanguage): Read {
  if (language === 'JSONata') {
    const written = 'Arguments' in state ? state.Arguments : undefined;
    return written === undefined ? identity : compileJsonataTemplate(written, 'Arguments');
  }
  const path = compileValuePath('InputPath' in state ? state.InputPath : undefined, 'InputPath');
  const parameters = 'Parameters' in state ? state.Parameters : undefined;
  if (parameters === undefined) return path;
  const template = compileTemplate(parameters, 'Parameters');
  return path === identity ? template : (root, visit) => template(path(root, visit), visit);
}

/** ResultPath: where the result goes in the raw input. */
export function compileResultPath(text: string | null | undefined): (input: Json, result: Json) => Json {
  if (text === undefined || text === '$') return (_input, result) => result;
  if (text === null) return (input) => input;
  return compileReferencePath(text, 'ResultPath').write;
}

/** Assign of a state, rule or catcher; `at` is its place for error sentences, `Assign` or `Catch[0]/Assign`. */
export function compileAssign(
  written: JsonObject | undefined,
  language: QueryLanguage,
  at: string,
): ((root: Json, visit: Visit) => JsonObject) | undefined {
  if (written === undefined) return undefined;
  const evaluate: Evaluate =
    language === 'JSONata' ? compileJsonataTemplate(written, at) : compileTemplate(written, at);
  return (root, visit) => {
    const assigned = evaluate(root, visit);
    if (exceeds(assigned, payloadBytesMax)) throw tooLarge(visit.state);
    return isObject(assigned) ? assigned : empty;
  };
}

/** The fields after the work: for states that have a result (Task, Parallel, Map). */
export function compileFinish(state: State, language: QueryLanguage): Finish {
  const assign = compileAssign('Assign' in state ? state.Assign : undefined, language, 'Assign');
  if (language === 'JSONata') {
    const output = compileOutput(state);
    return (visit, result) => {
      visit.result = result;
      const assigned = assign?.(result, visit);
      visit.output = bounded(visit, output === undefined ? result : output(result, visit));
      visit.assigned = assigned;
    };
  }
  const select =
    'ResultSelector' in state && state.ResultSelector !== undefined
      ? compileTemplate(state.ResultSelector, 'ResultSelector')
      : undefined;
  const place = compileResultPath('ResultPath' in state ? state.ResultPath : undefined);
  const outputPath = compileValuePath('OutputPath' in state ? state.OutputPath : undefined, 'OutputPath');
  return (visit, result) => {
    const selected = select === undefined ? result : select(result, visit);
    const placed = place(visit.input, selected);
    const assigned = assign?.(result, visit);
    visit.output = bounded(visit, outputPath(placed, visit));
    visit.assigned = assigned;
  };
}

/** The fields after states that only pass their input on (Choice, Wait, Succeed): OutputPath or Output. */
export function compileForward(
  state: { readonly OutputPath?: string | null; readonly Output?: Json },
  language: QueryLanguage,
  at = 'Output',
): Read {
  if (language === 'JSONata') return state.Output === undefined ? identity : compileJsonataTemplate(state.Output, at);
  return compileValuePath(state.OutputPath, 'OutputPath');
}

function compileOutput(state: State): Evaluate | undefined {
  const written = 'Output' in state ? state.Output : undefined;
  return written === undefined ? undefined : compileJsonataTemplate(written, 'Output');
}

/** The value, if it may leave the state. */
export function bounded(visit: Visit, value: Json): Json {
  if (value !== visit.input && exceeds(value, payloadBytesMax)) throw tooLarge(visit.state);
  return value;
}

/** @param what state name, Lambda ARN of a legacy task, or service of an optimized one */
export function tooLarge(what: string): StateFailed {
  return new StateFailed(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    'settled',
  );
}
