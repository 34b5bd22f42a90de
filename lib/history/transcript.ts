// An execution as text that a person reviews: what snapshots hold. Stable by construction: offsets instead of dates, ids
// and tokens numbered in order of appearance, keys sorted, branches and iterations grouped by index instead of by the
// order they happened to run in, long values cut.
import { equal, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../json';
import { Mask, offset } from './mask';
import { type Attempt, type Scope, scopesOf, type Trace, type Visit } from './trace';

export interface TranscriptOptions {
  /** Name of the state machine, the first word. @default - `Execution` */
  readonly name?: string;
  /** Whether lines begin with the time since the start; switch off for executions in real time. @default true */
  readonly offsets?: boolean;
  /** How a Choice rule reads, by state and index (`total > 1000`). @default - `rule 1`, `rule 2`, … */
  readonly rule?: (state: string, index: number) => string | undefined;
}

/** The transcript of an execution, one line a fact, without a line break at the end. */
export function transcript(tree: Trace, options: TranscriptOptions = {}): string {
  return new Writer(tree, options).text();
}

const timeWidth = 10;

class Writer {
  readonly #tree: Trace;
  readonly #options: TranscriptOptions;
  readonly #mask: Mask;
  readonly #startedAt: number;
  readonly #lines: string[] = [];

  constructor(tree: Trace, options: TranscriptOptions) {
    this.#tree = tree;
    this.#options = options;
    this.#startedAt = tree.startedAt ?? 0;
    this.#mask = new Mask(this.#startedAt, tree.endedAt ?? tree.lastAt ?? this.#startedAt);
  }

  text(): string {
    const { status, startedAt, endedAt, entered, input, output, error, cause, redrives } = this.#tree;
    const facts = [this.#options.name ?? 'Execution', status];
    if (startedAt !== undefined && endedAt !== undefined && this.#options.offsets !== false) {
      facts.push(offset(endedAt - startedAt));
    }
    facts.push(`${entered} ${entered === 1 ? 'transition' : 'transitions'}`);
    if (redrives > 0) facts.push(`${redrives} ${redrives === 1 ? 'redrive' : 'redrives'}`);
    this.#lines.push(facts.join('  '));
    if (input !== undefined) this.#line(startedAt, '', `input ${this.#mask.value(input)}`);
    this.#scope(this.#tree.machine, '');
    if (output !== undefined) this.#line(endedAt, '', `output ${this.#mask.value(output)}`);
    if (error !== undefined || cause !== undefined) this.#line(endedAt, '', this.#failure(error, cause));
    return this.#lines.join('\n');
  }

  #line(at: number | undefined, indent: string, text: string): void {
    const time = this.#options.offsets === false ? '' : this.#time(at);
    this.#lines.push(`${time}${indent}${text}`.trimEnd());
  }

  #time(at: number | undefined): string {
    const text = at === undefined ? '' : offset(at - this.#startedAt);
    return `${text.padStart(timeWidth)}  `;
  }

  #scope(scope: Scope, indent: string): void {
    for (const visit of scope.visits) this.#visit(visit, indent);
  }

  #visit(visit: Visit, indent: string): void {
    const inside = `${indent}  `;
    switch (visit.type) {
      case 'Task':
        this.#task(visit, indent);
        break;
      case 'Parallel':
      case 'Map':
        this.#container(visit, indent);
        break;
      default:
        this.#line(visit.enteredAt, indent, `${visit.state}  ${this.#plain(visit)}`);
    }
    if (visit.catcher !== undefined) {
      this.#line(
        visit.exitedAt,
        inside,
        `caught ${visit.error ?? 'the failure'} by catcher ${visit.catcher + 1} → ${visit.next}`,
      );
    } else if (visit.status === 'failed' && visit.type !== 'Fail' && visit.attempts.length === 0) {
      this.#line(visit.exitedAt, inside, this.#failure(visit.error, visit.cause));
    } else if (visit.status === 'aborted') {
      this.#line(visit.exitedAt, inside, 'aborted');
    }
    for (const name of Object.keys(visit.assigned ?? {}).sort()) {
      this.#line(visit.exitedAt, inside, `assigned ${name} = ${this.#mask.value(visit.assigned?.[name] as Json)}`);
    }
  }

  /** States that neither call nor contain anything. */
  #plain(visit: Visit): string {
    switch (visit.type) {
      case 'Choice':
        if (visit.rule === undefined) return '';
        return `${this.#rule(visit.state, visit.rule)} → ${visit.next}`;
      case 'Wait':
        return visit.exitedAt === undefined ? 'waiting' : `waited ${offset(visit.exitedAt - visit.enteredAt)}`;
      case 'Fail':
        return visit.error === undefined && visit.cause === undefined
          ? 'failed'
          : this.#failure(visit.error, visit.cause);
      default:
        return visit.output === undefined ? '' : this.#change(visit.input, visit.output);
    }
  }

  #rule(state: string, index: number): string {
    return index < 0 ? 'default' : (this.#options.rule?.(state, index) ?? `rule ${index + 1}`);
  }

  #task(visit: Visit, indent: string): void {
    const [first] = visit.attempts;
    const head = first?.resource === undefined ? visit.state : `${visit.state}  ${this.#mask.text(first.resource)}`;
    if (visit.attempts.length === 1 && first?.outcome === 'succeeded' && first.submitted === undefined) {
      this.#line(visit.enteredAt, indent, `${head} ${this.#call(first)} → ${this.#result(first)}`);
      return;
    }
    this.#line(visit.enteredAt, indent, first === undefined ? head : `${head} ${this.#call(first)}`);
    visit.attempts.forEach((attempt, index) => {
      this.#attempt(attempt, visit.attempts.length > 1 ? `try ${index + 1} ` : '', `${indent}  `);
    });
  }

  #attempt(attempt: Attempt, name: string, indent: string): void {
    if (attempt.submitted !== undefined) this.#line(attempt.submitted.at, indent, `${name}submitted`);
    if (attempt.outcome === 'succeeded') {
      this.#line(attempt.endedAt, indent, `${name}→ ${this.#result(attempt)}`);
    } else if (attempt.outcome === 'running') {
      this.#line(attempt.startedAt, indent, `${name}waiting`);
    } else if (attempt.outcome !== 'aborted') {
      this.#line(attempt.endedAt, indent, `${name}${this.#failedAttempt(attempt)}`);
    }
  }

  #failedAttempt(attempt: Attempt): string {
    const what = attempt.outcome === 'timedOut' ? 'timed out' : this.#failure(attempt.error, attempt.cause);
    if (attempt.retrier === undefined) return what;
    return `${what}, next in ${offset(attempt.backoffMs ?? 0)} (retrier ${attempt.retrier + 1})`;
  }

  #container(visit: Visit, indent: string): void {
    const what =
      visit.type === 'Parallel' ? 'Parallel' : `Map, ${visit.items ?? 0} ${visit.items === 1 ? 'item' : 'items'}`;
    this.#line(visit.enteredAt, indent, `${visit.state}  ${what}`);
    visit.attempts.forEach((attempt, index) => {
      if (index > 0) this.#line(attempt.startedAt, `${indent}  `, `try ${index + 1}`);
      for (const scope of scopesOf(attempt)) {
        const first = scope.visits[0];
        const place = scope.kind === 'branch' ? `[${scope.index}]` : `#${scope.index}`;
        this.#line(first?.enteredAt, `${indent}  `, place);
        this.#scope(scope, `${indent}    `);
      }
      if (attempt.outcome === 'failed') this.#line(attempt.endedAt, `${indent}  `, this.#failedAttempt(attempt));
    });
  }

  #failure(error: string | undefined, cause: string | undefined): string {
    const name = error ?? '(no error name)';
    return `failed ${name}${cause === undefined || cause === '' ? '' : `: ${this.#mask.text(cause)}`}`;
  }

  /** `lambda:invoke` wraps everything that matters in Payload. */
  #call(attempt: Attempt): string {
    if (attempt.input === undefined) return '';
    const payload = isInvoke(attempt) && isObject(attempt.input) ? own(attempt.input, 'Payload') : undefined;
    return this.#mask.value(payload ?? attempt.input);
  }

  #result(attempt: Attempt): string {
    if (attempt.output === undefined) return 'done';
    const payload = isInvoke(attempt) && isObject(attempt.output) ? own(attempt.output, 'Payload') : undefined;
    return this.#mask.value(payload ?? attempt.output);
  }

  /** What a state did to its data: nothing, some members, or all of it. */
  #change(input: Json, output: Json): string {
    if (equal(input, output)) return '';
    const added = isObject(input) && isObject(output) ? addedMembers(input, output) : undefined;
    return added === undefined ? `→ ${this.#mask.value(output)}` : `+ ${this.#mask.value(added)}`;
  }
}

function isInvoke(attempt: Attempt): boolean {
  return attempt.resource === 'lambda:invoke';
}

/** The members that are new or different, or undefined when some have gone. */
function addedMembers(input: JsonObject, output: JsonObject): JsonObject | undefined {
  const added: MutableJsonObject = {};
  for (const key of Object.keys(input)) if (!Object.hasOwn(output, key)) return undefined;
  for (const key of Object.keys(output)) {
    const before = own(input, key);
    const after = output[key] as Json;
    if (before === undefined || !equal(before, after)) put(added, key, after);
  }
  return added;
}
