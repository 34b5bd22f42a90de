// The end of a run: a sentence on stderr, the output on stdout; or one JSON document.
import { isoTime } from '../engine';
import { awsEvent, offset, summary, type Visit } from '../history';
import { canonical, type Json, type JsonObject, type MutableJsonObject } from '../json';
import { howToAnswer } from './answers';
import type { Assignment, Finished } from './assignment';
import { CommandError } from './errors';
import { type ExitCode, exit } from './exit';
import { nearest } from './nearest';
import { messageOf } from './steps';
import type { Terminal } from './terminal';

const bodyWidth = 120;

/** Tells how the execution ended, and turns that into the exit code. */
export function conclude(finished: Finished, { json, terminal }: Assignment): ExitCode {
  if (json !== undefined) reportJson(finished, json, terminal);
  else report(finished, terminal);
  if (finished.status === 'SUCCEEDED') return exit.ok;
  return finished.gaveUp ? exit.timeLimit : exit.failed;
}

function report(finished: Finished, terminal: Terminal): void {
  const { tree, sent, tookMs, realTime } = finished;
  const { transitions, elapsedMs, output, events } = summary(tree);
  if (sent.length > 0) {
    terminal.note();
    for (const { service, to, body } of sent) {
      terminal.note(
        `  ${terminal.paint('cyan', '→')} ${service.padEnd(7)} ${to}  ${terminal.paint('dim', shortText(canonical(body)))}`,
      );
    }
  }
  const facts = [
    `${transitions} ${transitions === 1 ? 'transition' : 'transitions'}`,
    `${events} events`,
    ...(realTime ? [] : [`${offset(elapsedMs)} virtual`]),
    `${offset(tookMs)} real`,
  ];
  terminal.note();
  terminal.note(`${headline(finished, terminal)}   ${terminal.paint('dim', facts.join(' · '))}`);
  if (finished.status === 'SUCCEEDED') terminal.result(JSON.stringify(output));
  else explain(finished, terminal);
}

function headline({ status, gaveUp }: Finished, terminal: Terminal): string {
  if (status === 'SUCCEEDED') return terminal.paint('green', '✓ succeeded');
  if (gaveUp) return terminal.paint('red', '✗ gave up: the time limit was reached');
  return terminal.paint('red', status === 'RUNNING' ? '✗ stuck' : `✗ ${status.toLowerCase().replace('_', ' ')}`);
}

function explain(finished: Finished, terminal: Terminal): void {
  const { error, cause, failedAt, path } = summary(finished.tree);
  for (const call of finished.waiting) terminal.error(`  ${call.path} waits for an answer: ${howToAnswer(call)}`);
  if (finished.status === 'RUNNING') return;
  terminal.error('');
  terminal.error(`  ${terminal.paint('bold', error ?? '(no error name)')}${placeOf(failedAt)}`);
  if (cause !== undefined && cause !== '') terminal.error(`  ${messageOf(cause)}`);
  terminal.error('');
  terminal.error(`  path   ${path.join(' → ')}`);
}

function placeOf(failedAt: readonly Visit[]): string {
  return failedAt.length === 0 ? '' : ` in ${failedAt.map((visit) => visit.path).join(', ')}`;
}

function shortText(text: string): string {
  return text.length <= bodyWidth ? text : `${text.slice(0, bodyWidth)}…`;
}

/**
 * DescribeExecution and the events of GetExecutionHistory in one document, in the API's words; dates are ISO 8601.
 * @throws CommandError for a member that it does not have
 */
function reportJson(finished: Finished, fields: string, terminal: Terminal): void {
  const document = describe(finished);
  if (fields === '') {
    terminal.result(JSON.stringify(document, undefined, 2));
    return;
  }
  const picked: MutableJsonObject = {};
  for (const field of fields.split(',')) {
    const value = Object.hasOwn(document, field) ? document[field] : undefined;
    if (value === undefined && !known.includes(field)) throw unknownField(field);
    if (value !== undefined) picked[field] = value;
  }
  terminal.result(JSON.stringify(picked));
}

const known = [
  'executionArn',
  'stateMachineArn',
  'name',
  'status',
  'startDate',
  'stopDate',
  'input',
  'output',
  'error',
  'cause',
  'events',
  'messages',
  'seed',
];

function unknownField(field: string): CommandError {
  const near = nearest(field, known);
  return new CommandError('CLI102', `--json has no member "${field}"`, {
    hint: near === undefined ? `there are: ${known.join(', ')}` : `did you mean "${near}"?`,
  });
}

function describe(finished: Finished): JsonObject {
  const { identity, status, history, tree, inputText, seed, sent } = finished;
  const { output, error, cause, startedAt, endedAt } = summary(tree);
  const document: { [member: string]: Json | undefined } = {
    executionArn: identity.executionArn,
    stateMachineArn: identity.stateMachineArn,
    name: identity.name,
    status,
    startDate: startedAt === undefined ? undefined : isoTime(startedAt),
    stopDate: endedAt === undefined ? undefined : isoTime(endedAt),
    input: inputText,
    output: output === undefined ? undefined : JSON.stringify(output),
    error,
    cause,
    seed,
    messages: sent.map(({ service, to, body }) => ({ service, to, body })),
    events: history.map((event) => awsEvent(event)),
  };
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)) as JsonObject;
}
