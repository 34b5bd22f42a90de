// Input and output fields, compiled once per state. The order of processing is the Developer Guide's:
// JSONPath: InputPath, Parameters, work, ResultSelector, ResultPath (into the raw input), OutputPath; Assign beside them.
// JSONata: Arguments, work, Output and Assign, both seeing the variables as they were at entry.
import type { State } from '../asl';
import type { Json, JsonObject } from '../json';
import { exceeds, isObject, jsonBytes, upperBound } from '../json';
import {
  compileJsonataTemplate,
  compilePath,
  compileReferencePath,
  compileTemplate,
  type Evaluate,
  EvaluationError,
  type QueryLanguage,
} from '../query';
import { StateFailed } from './failure';
import { payloadBytesMax, variablesBytesMax } from './limits';
import type { Child, Visit } from './node';

/** A field's value for this visit; `root` is what `$` means there. */
export type Read = (root: Json, visit: Visit) => Json;
/** Turns a state's result into its output and assigned variables, left on the visit. */
export type Finish = (visit: Visit, result: Json, resultBound: number) => void;

const identity: Read = (root) => root;
const empty: JsonObject = Object.freeze({});

/** A compiled InputPath or OutputPath. */
export interface ValuePath {
  readonly read: Read;
  /** Whether the value is always a part of its root, and so no larger: not so for the context object, variables and lists of matches. */
  readonly within: boolean;
}

/** InputPath or OutputPath: absent is the value itself, null is `{}`. */
export function compileValuePath(text: string | null | undefined, field: string): ValuePath {
  if (text === undefined || text === '$') return { read: identity, within: true };
  if (text === null) return { read: () => empty, within: true };
  const path = compilePath(text, field);
  return { read: path.evaluate, within: path.definite && (text.startsWith('$.') || text.startsWith('$[')) };
}

/** What the state works on: InputPath then Parameters, or Arguments. */
export function compileInput(state: State, language: QueryLanguage): Read {
  if (language === 'JSONata') {
    const written = 'Arguments' in state ? state.Arguments : undefined;
    return written === undefined ? identity : compileJsonataTemplate(written, 'Arguments');
  }
  const path = compileValuePath('InputPath' in state ? state.InputPath : undefined, 'InputPath').read;
  const parameters = 'Parameters' in state ? state.Parameters : undefined;
  if (parameters === undefined) return path;
  const template = compileTemplate(parameters, 'Parameters');
  return path === identity ? template : (root, visit) => template(path(root, visit), visit);
}

/** ResultPath: where the result goes in the raw input. */
export interface Place {
  readonly write: (input: Json, result: Json) => Json;
  /** Upper bound of what write() makes, from the bounds of its parts. */
  readonly bound: (input: number, result: number) => number;
}

export function compileResultPath(text: string | null | undefined): Place {
  if (text === undefined || text === '$')
    return { write: (_input, result) => result, bound: (_input, result) => result };
  if (text === null) return { write: (input) => input, bound: (input) => input };
  const path = text.length * 8;
  return { write: compileReferencePath(text, 'ResultPath').write, bound: (input, result) => input + result + path };
}

/** Assign of a state, rule or catcher; `at` is its place for error sentences, `Assign` or `Catch[0]/Assign`. */
export function compileAssign(
  written: JsonObject | undefined,
  language: QueryLanguage,
  at: string,
): ((root: Json, visit: Visit) => JsonObject) | undefined {
  if (written === undefined || Object.keys(written).length === 0) return undefined;
  const evaluate: Evaluate =
    language === 'JSONata' ? compileJsonataTemplate(written, at) : compileTemplate(written, at);
  return (root, visit) => {
    const assigned = evaluate(root, visit);
    if (exceeds(assigned, payloadBytesMax)) throw tooLarge(visit.state, undefined);
    if (
      visit.variableBytes + upperBound(assigned) > variablesBytesMax &&
      visit.variableBytes + jsonBytes(assigned) > variablesBytesMax
    ) {
      // Sentence ours: none is recorded.
      throw new EvaluationError(
        'States.Runtime',
        `The variables of the execution exceed the limit of ${variablesBytesMax} bytes.`,
      );
    }
    return isObject(assigned) ? assigned : empty;
  };
}

/** The fields after the work: for states that have a result (Task, Parallel, Map). */
export function compileFinish(state: State, language: QueryLanguage): Finish {
  const assign = compileAssign('Assign' in state ? state.Assign : undefined, language, 'Assign');
  if (language === 'JSONata') {
    const output = compileOutput(state);
    return (visit, result, resultBound) => {
      visit.result = result;
      const assigned = assign?.(result, visit);
      if (output === undefined) leave(visit, result, resultBound);
      else leaveNew(visit, output(result, visit));
      visit.assigned = assigned;
    };
  }
  const select =
    'ResultSelector' in state && state.ResultSelector !== undefined
      ? compileTemplate(state.ResultSelector, 'ResultSelector')
      : undefined;
  const place = compileResultPath('ResultPath' in state ? state.ResultPath : undefined);
  const outputPath = compileValuePath('OutputPath' in state ? state.OutputPath : undefined, 'OutputPath');
  return (visit, result, resultBound) => {
    const selected = select === undefined ? result : select(result, visit);
    const placed = place.write(visit.input, selected);
    const assigned = assign?.(result, visit);
    const bound = place.bound(visit.inputBound, select === undefined ? resultBound : upperBound(selected));
    leavePart(visit, outputPath, placed, bound);
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
  return compileValuePath(state.OutputPath, 'OutputPath').read;
}

function compileOutput(state: State): Evaluate | undefined {
  const written = 'Output' in state ? state.Output : undefined;
  return written === undefined ? undefined : compileJsonataTemplate(written, 'Output');
}

/**
 * Leaves a value of at most that many bytes as the state's output. A bound that is too large for the limit is replaced by a
 * better one before it is believed.
 * @throws StateFailed States.DataLimitExceeded
 */
export function leave(visit: Visit, value: Json, bound: number): void {
  visit.output = value;
  visit.outputBound = bound <= visit.payloadBytesMax ? bound : measured(value, visit);
}

/** Leaves what OutputPath finds in a value of at most that many bytes. */
export function leavePart(visit: Visit, path: ValuePath, value: Json, bound: number): void {
  if (path.within) leave(visit, path.read(value, visit), bound);
  else leaveNew(visit, path.read(value, visit));
}

/** The outputs of all children in order, as the result of their Parallel or Map. */
export function finishWith(visit: Visit, children: readonly Child[], finish: Finish): void {
  let bound = 2 + children.length;
  const outputs = children.map((child) => {
    bound += child.outputBound;
    return child.ended?.output as Json;
  });
  finish(visit, outputs, bound);
}

/** Leaves a value that was made here, of unknown size. */
export function leaveNew(visit: Visit, value: Json): void {
  if (value === visit.input) leave(visit, value, visit.inputBound);
  else leave(visit, value, upperBound(value));
}

/**
 * An upper bound, within the limit, of the bytes of what a state works on or leaves behind.
 * @param task whose result the value is, if it is one: the Lambda ARN of a legacy task, the service of an optimized one
 * @throws StateFailed States.DataLimitExceeded
 */
export function measured(value: Json, visit: Visit, task?: string): number {
  const limit = visit.payloadBytesMax;
  const bound = upperBound(value);
  if (bound <= limit) return bound;
  const bytes = jsonBytes(value);
  if (bytes > limit) throw tooLarge(visit.state, task);
  return bytes;
}

/** A task fails with a result that is too large; for other values no event tells of it but the end of the state. */
function tooLarge(state: string, task: string | undefined): StateFailed {
  return new StateFailed(
    'States.DataLimitExceeded',
    `The state/task '${task ?? state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    task === undefined ? 'none' : 'settled',
  );
}
