// Matchers about how an execution ended, and when.
import type { Execution } from '../execution';
import { placeText } from '../places';
import { type Span, spanMs } from '../running';
import { differences, show } from './equal';
import { asExecution, type MatcherResult, told } from './matcher';

/** The execution succeeded. */
export function toSucceed(received: unknown): MatcherResult {
  const execution = asExecution(received, 'toSucceed');
  const pass = execution.status === 'SUCCEEDED';
  const headline = pass
    ? `${execution.source.shortName} succeeded`
    : `${execution.source.shortName} ended ${execution.status}`;
  return { pass, message: () => told(headline, pass ? [] : failureLines(execution), execution) };
}

/** The execution succeeded with this output. */
export function toSucceedWith(received: unknown, output: unknown): MatcherResult {
  const execution = asExecution(received, 'toSucceedWith');
  const succeeded = toSucceed(received);
  if (!succeeded.pass) return succeeded;
  const different = differences(execution.output, output);
  return {
    pass: different.length === 0,
    message: () =>
      different.length === 0
        ? told(`the output is ${show(execution.output)}`, [], execution)
        : told('the output is another one', different, execution),
  };
}

/** The execution failed with this error, and a cause that equals, contains or matches. */
export function toFailWith(received: unknown, error: string, cause?: string | RegExp): MatcherResult {
  const execution = asExecution(received, 'toFailWith');
  const given = execution.cause ?? '';
  const causeFits = cause === undefined || (typeof cause === 'string' ? given.includes(cause) : cause.test(given));
  const pass = ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(execution.status) && execution.error === error && causeFits;
  return {
    pass,
    message: () => {
      const headline =
        execution.status === 'SUCCEEDED'
          ? `${execution.source.shortName} succeeded, with ${show(execution.output)}`
          : `${execution.source.shortName} ended ${execution.status} with ${execution.error ?? 'no error name'}`;
      return told(headline, execution.status === 'SUCCEEDED' ? [] : failureLines(execution), execution);
    },
  };
}

function failureLines(execution: Execution): string[] {
  const lines = [`error  ${execution.error ?? '(none)'}`, `cause  ${show(execution.cause ?? '(none)')}`];
  for (const visit of execution.summary.failedAt) {
    const place = execution.source.places.get(visit.state);
    lines.push(`state  ${visit.path}${place === undefined ? '' : `      ${placeText(place)}`}`);
    lines.push(`input  ${show(visit.input)}`);
  }
  return lines;
}

/** That much virtual time passed from start to end, exactly or up to 1 % more (tasks and backoff take time too). */
export function toHaveElapsed(received: unknown, span: Span): MatcherResult {
  const execution = asExecution(received, 'toHaveElapsed');
  const wanted = spanMs(span);
  const { elapsedMs } = execution;
  return {
    pass: elapsedMs >= wanted && elapsedMs <= wanted * 1.01,
    message: () => told(`${elapsedMs} ms passed; ${JSON.stringify(span)} is ${wanted} ms`, [], execution),
  };
}
