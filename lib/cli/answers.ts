// Tasks that wait for somebody outside: tokens and activities. The command line answers them with --answer, --approve,
// --refuse and --fail, or asks whoever sits at the terminal.
import type { Outcome, ServiceCall } from '../engine';
import { type Json, JsonSyntaxError, parseJsonText } from '../json';
import { CommandError } from './errors';
import type { Terminal } from './terminal';

/** What was said in advance, by state name or path. */
export type Answers = ReadonlyMap<string, Outcome>;

interface AnswerOptions {
  readonly answer: readonly string[];
  readonly approve: readonly string[];
  readonly refuse: readonly string[];
  readonly fail: readonly string[];
}

/** @throws CommandError for an answer that is not `State=json` */
export function answersOf(options: AnswerOptions): Answers {
  const answers = new Map<string, Outcome>();
  for (const state of options.approve) answers.set(state, { ok: true, output: { approved: true } });
  for (const state of options.refuse) {
    answers.set(state, { ok: true, output: { approved: false, reason: 'refused on the command line' } });
  }
  for (const text of options.answer) {
    const [state, value] = split(text, '--answer', `State={"approved":true}`);
    answers.set(state, { ok: true, output: answerValue(state, value) });
  }
  for (const text of options.fail) {
    const [state, value] = split(text, '--fail', 'State=ErrorName or State=ErrorName:cause');
    const colon = value.indexOf(':');
    const failure =
      colon < 0 ? { error: value } : { error: value.slice(0, colon), cause: value.slice(colon + 1).trim() };
    answers.set(state, { ok: false, ...failure });
  }
  return answers;
}

function split(text: string, option: string, form: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1)
    throw new CommandError('CLI102', `${option} "${text}" names no state`, { hint: `write ${option} '${form}'` });
  return [text.slice(0, at), text.slice(at + 1)];
}

function answerValue(state: string, text: string): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new CommandError('CLI104', `the answer for ${state} is not JSON: ${error.message}`, {
      hint: `write --answer '${state}={"approved":true}'`,
    });
  }
}

/** The answer that was given in advance for this task, by path first, then by name. */
export function answerFor(answers: Answers, call: ServiceCall): Outcome | undefined {
  return answers.get(call.path) ?? answers.get(call.state);
}

/** True for tasks that only somebody outside can end. */
export function waitsForSomebody(call: ServiceCall): boolean {
  return call.pattern === 'waitForTaskToken' || call.kind === 'activity';
}

/** How to answer a task that waits, for those who cannot be asked. */
export function howToAnswer(call: ServiceCall): string {
  return `answer it with --answer '${call.state}={"approved":true}', --approve ${call.state}, --refuse ${call.state} or --fail ${call.state}=Error`;
}

/** Asks at the terminal; undefined lets time go on. */
export async function ask(call: ServiceCall, terminal: Terminal): Promise<Outcome | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const { stdin } = terminal.streams;
  const prompt = createInterface({ input: stdin, output: process.stderr });
  try {
    terminal.note(
      `  ${terminal.paint('yellow', '⏳')} ${call.path} waits for its task token (${call.service}:${call.action})`,
    );
    for (;;) {
      const said = (
        await prompt.question('     answer with JSON, or: y approve · n refuse · f fail · t let time go on > ')
      ).trim();
      const outcome = outcomeOf(said);
      if (outcome !== 'again') return outcome;
      terminal.note('     that is neither JSON nor one of y, n, f, t');
    }
  } finally {
    prompt.close();
  }
}

function outcomeOf(said: string): Outcome | undefined | 'again' {
  switch (said) {
    case 'y':
      return { ok: true, output: { approved: true } };
    case 'n':
      return { ok: true, output: { approved: false, reason: 'refused at the terminal' } };
    case 'f':
      return { ok: false, error: 'Refused', cause: 'refused at the terminal' };
    case 't':
      return undefined;
  }
  try {
    return { ok: true, output: parseJsonText(said) };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return 'again';
    throw error;
  }
}
