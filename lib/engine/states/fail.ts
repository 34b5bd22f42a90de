// Fail: ends its machine, branch or iteration with an error. AWS: there is no FailStateExited.
import type { FailState } from '../../asl';
import type { Json } from '../../json';
import {
  compileIntrinsicOrPath,
  compileJsonata,
  type Evaluate,
  EvaluationError,
  isJsonata,
  type QueryLanguage,
} from '../../query';
import type { CompileState } from '../compiling';
import { StateFailed } from '../failure';
import type { Visit } from '../node';
import { kindOf } from '../seconds';

export const fail: CompileState<FailState> = (state, { language }) => {
  const error = compileText(state.Error, state.ErrorPath, 'Error', language);
  const cause = compileText(state.Cause, state.CausePath, 'Cause', language);
  return {
    run(visit) {
      throw new StateFailed(error(visit), cause(visit), 'none');
    },
  };
};

function compileText(
  written: string | undefined,
  path: string | undefined,
  field: 'Error' | 'Cause',
  language: QueryLanguage,
): (visit: Visit) => string | undefined {
  if (path !== undefined) {
    const evaluate = compileIntrinsicOrPath(path, `${field}Path`);
    return (visit) =>
      text(
        evaluate,
        visit,
        'States.Runtime',
        (value) => `The ${field}Path parameter does not reference a string: ${path} == ${JSON.stringify(value)}`,
      );
  }
  if (written === undefined) return () => undefined;
  if (language !== 'JSONata' || !isJsonata(written)) return () => written;
  const evaluate = compileJsonata(written, field);
  const expression = written.slice(2, -2).trim();
  return (visit) =>
    text(
      evaluate,
      visit,
      'States.QueryEvaluationError',
      (value) =>
        `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. Expected 'string', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
      field,
    );
}

function text(
  evaluate: Evaluate,
  visit: Visit,
  name: 'States.Runtime' | 'States.QueryEvaluationError',
  complaint: (value: Json) => string,
  location?: string,
): string {
  const value = evaluate(visit.input, visit);
  if (typeof value !== 'string') throw new EvaluationError(name, complaint(value), location);
  return value;
}
