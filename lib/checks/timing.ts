// SFN201, 205, 206: waiting without an end, concurrency that does not exist, retries that outlive an Express execution.
import type { LambdaFunction } from '../assembly';
import { parseResource } from '../integrations';
import { type JsonObject, own } from '../json';
import { expressSecondsMax } from './express';
import type { Finding } from './finding';
import { about, type Subject } from './subject';
import { isDistributed, listOf, numberOf, objectOf, type ScopeAt, type StateAt, targets, textOf, walk } from './walk';

/** Iterations that an inline Map runs at once at most. */
const inlineConcurrencyMax = 40;

export function timingFindings(subject: Subject): readonly Finding[] {
  return [
    ...subject.states.flatMap((at) => tokenWithoutTimeout(subject, at)),
    ...subject.states.flatMap((at) => tooConcurrent(subject, at)),
    ...retriesTooLong(subject),
  ];
}

function tokenWithoutTimeout(subject: Subject, at: StateAt): Finding[] {
  const resource = textOf(at.state, 'Resource');
  if (at.type !== 'Task' || resource === undefined || parseResource(resource)?.pattern !== 'waitForTaskToken')
    return [];
  const fields = ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'];
  if (fields.some((field) => own(at.state, field) !== undefined)) return [];
  return [
    about(subject, 'SFN201', at, 'it waits for a task token and has neither TimeoutSeconds nor HeartbeatSeconds'),
  ];
}

function tooConcurrent(subject: Subject, at: StateAt): Finding[] {
  const concurrency = numberOf(at.state, 'MaxConcurrency');
  if (at.type !== 'Map' || isDistributed(at.state) || concurrency === undefined || concurrency <= inlineConcurrencyMax)
    return [];
  return [
    about(
      subject,
      'SFN205',
      at,
      `MaxConcurrency is ${concurrency}; an inline Map runs ${inlineConcurrencyMax} at once at most`,
    ),
  ];
}

function retriesTooLong(subject: Subject): Finding[] {
  const { root, machine, definition } = subject;
  if (root === undefined || definition === undefined || machine.type !== 'EXPRESS') return [];
  const limit = Math.min(expressSecondsMax, numberOf(definition, 'TimeoutSeconds') ?? expressSecondsMax);
  const ofTasks = subject.states.flatMap((at) => {
    const seconds = worstCaseSeconds(subject.assembly.functions, at);
    if (seconds === undefined || seconds <= limit) return [];
    const what = `its attempts and the pauses between them can take ${Math.ceil(seconds)} seconds; the execution ends after ${limit}`;
    return [about(subject, 'SFN206', at, what)];
  });
  const whole = worstCaseOfScope(subject.assembly.functions, root);
  if (ofTasks.length > 0 || whole <= limit) return ofTasks;
  const what = `if every task on the longest way needs all its attempts, that takes ${Math.ceil(whole)} seconds; the execution ends after ${limit}`;
  return [about(subject, 'SFN206', undefined, what)];
}

type Functions = readonly LambdaFunction[];

/**
 * How long an execution can take if every task on the longest way needs all its attempts, in seconds. Tasks without a timeout
 * count nothing: what bounds them is not in the definition.
 */
export function longestWaySeconds(definition: JsonObject): number {
  return worstCaseOfScope([], walk(definition, 'EXPRESS').root);
}

/**
 * How long one task can take with all its retries, in seconds; undefined if nothing bounds an attempt. The timeout of an
 * attempt is that of the state or of the Lambda function that it calls.
 */
function worstCaseSeconds(functions: Functions, at: StateAt): number | undefined {
  if (at.type !== 'Task') return undefined;
  const attempt = attemptSeconds(functions, at);
  if (attempt === undefined) return undefined;
  let total = attempt;
  for (const retrier of listOf(at.state, 'Retry')) {
    const attempts = numberOf(retrier, 'MaxAttempts') ?? 3;
    const rate = numberOf(retrier, 'BackoffRate') ?? 2;
    const first = numberOf(retrier, 'IntervalSeconds') ?? 1;
    const most = numberOf(retrier, 'MaxDelaySeconds') ?? Number.POSITIVE_INFINITY;
    for (let index = 0; index < Math.min(attempts, 1000); index++)
      total += Math.min(first * rate ** index, most) + attempt;
  }
  return total;
}

function attemptSeconds(functions: Functions, at: StateAt): number | undefined {
  const own = numberOf(at.state, 'TimeoutSeconds');
  const parameters = objectOf(at.state, at.language === 'JSONata' ? 'Arguments' : 'Parameters');
  const name = (parameters && textOf(parameters, 'FunctionName')) ?? textOf(at.state, 'Resource') ?? '';
  const called = functions.find(({ arn, name: plain }) => name === arn || name.startsWith(`${arn}:`) || name === plain);
  const bounds = [own, called?.timeout].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}

/** The longest way through a scope in worst-case seconds, cycles taken once. */
function worstCaseOfScope(functions: Functions, scope: ScopeAt): number {
  const byName = new Map(scope.states.map((at) => [at.name, at]));
  const known = new Map<string, number>();
  const open = new Set<string>();
  const from = (name: string): number => {
    const at = byName.get(name);
    const before = known.get(name);
    if (before !== undefined || at === undefined || open.has(name)) return before ?? 0;
    open.add(name);
    const inner = Math.max(0, ...at.inner.map((part) => worstCaseOfScope(functions, part)));
    const wait = at.type === 'Wait' ? (numberOf(at.state, 'Seconds') ?? 0) : 0;
    const seconds = (worstCaseSeconds(functions, at) ?? 0) + inner + wait + Math.max(0, ...targets(at).map(from));
    open.delete(name);
    known.set(name, seconds);
    return seconds;
  };
  return from(textOf(scope.value, 'StartAt') ?? '');
}
