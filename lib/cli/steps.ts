// A run as it happens: one line for each state when it ends, lines for retries and waiting, a live block of what is open.
import type { AnsweredBy } from '../app';
import type { HistoryEvent } from '../engine';
import { type Attempt, offset, type Trace, type Visit } from '../history';
import type { GraphFacts } from './graph-facts';
import type { Live } from './live';
import type { MapProgress } from './map-progress';
import type { Terminal } from './terminal';

const nameWidthMax = 40;
const valueWidth = 100;

export class Steps {
  readonly #tree: Trace;
  readonly #terminal: Terminal;
  readonly #live: Live;
  readonly #answeredBy: AnsweredBy;
  readonly #rule: (state: string, index: number) => string | undefined;
  readonly #readsItems: (state: string) => boolean;
  readonly #nameWidth: number;
  readonly #open = new Map<string, Visit>();
  readonly #maps: MapProgress;

  constructor(terminal: Terminal, tree: Trace, answeredBy: AnsweredBy, graph: GraphFacts, maps: MapProgress) {
    this.#maps = maps;
    this.#terminal = terminal;
    this.#tree = tree;
    this.#live = terminal.live();
    this.#answeredBy = answeredBy;
    this.#rule = graph.rule;
    this.#readsItems = graph.readsItems;
    this.#nameWidth = Math.min(nameWidthMax, graph.nameWidth);
  }

  /** A line among the steps. */
  line(text: string): void {
    this.#live.line(text);
  }

  done(): void {
    this.#live.done();
  }

  /** Shows what is open. */
  redraw(): void {
    const now = this.#tree.lastAt ?? 0;
    this.#live.show([
      ...[...this.#open.values()].map((visit) => {
        const waited = now - visit.enteredAt;
        const since = waited > 0 ? `waiting ${offset(waited)}` : 'running';
        return this.#row(visit, this.#terminal.paint('cyan', '▸'), since, this.#answer(visit));
      }),
      ...this.#maps.lines().map((line) => `  ${this.#terminal.paint('cyan', '▸')} ${line}`),
    ]);
  }

  /** A child of a Map Run has made a step. */
  progressed(): void {
    if (!this.#maps.due()) return;
    this.redraw();
    this.#live.draw();
  }

  /** Tells of one event, after the tree has taken it in. */
  tell(event: HistoryEvent): void {
    if (event.state === undefined) return;
    const visit = lastVisit(this.#tree, event);
    if (visit === undefined) return;
    if (event.type.endsWith('StateEntered')) this.#entered(visit);
    else if (event.type.endsWith('StateExited')) this.#exited(visit);
    else if (event.type === 'ParallelStateStarted' || event.type === 'MapStateStarted') this.#began(visit);
    else if (event.type === 'MapRunStarted' || event.type === 'MapRunRedriven') this.#maps.begins(visit.path);
    else if (event.type === 'MapRunSucceeded') this.#mapRunEnded(visit, this.#terminal.paint('green', '✓'));
    else if (event.type === 'MapRunFailed') this.#mapRunEnded(visit, this.#terminal.paint('red', '✗'));
    else if ('retrier' in event) this.#failed(visit);
    else if (event.type.endsWith('StateAborted')) this.#aborted(visit);
    else if (event.type === 'TaskSubmitted' && visit.attempts.at(-1)?.resource?.endsWith('.waitForTaskToken')) {
      this.#live.line(this.#row(visit, this.#terminal.paint('yellow', '⏳'), '', 'waits for its task token'));
    }
  }

  #entered(visit: Visit): void {
    // A Fail state has no exit: its line is its end.
    if (visit.type === 'Fail') this.#live.line(this.#row(visit, this.#terminal.paint('red', '✗'), '', 'Fail'));
    else if (visit.type === 'Task' || visit.type === 'Wait') this.#open.set(visit.path, visit);
  }

  #began(visit: Visit): void {
    const { attempts, items } = visit;
    const what = visit.type === 'Map' ? this.#mapOf(visit.state, items) : 'Parallel';
    const again = attempts.length > 1 ? `, try ${attempts.length}` : '';
    this.#live.line(this.#row(visit, this.#terminal.paint('cyan', '▸'), '', what + again));
  }

  /** AWS: a Map that reads its items from outside begins with a length of 0. */
  #mapOf(state: string, items: number | undefined): string {
    if (this.#readsItems(state)) return 'Map, items from S3';
    return `Map, ${items} ${items === 1 ? 'item' : 'items'}`;
  }

  #mapRunEnded(visit: Visit, mark: string): void {
    const what = this.#maps.ended(visit.path);
    if (what !== undefined) this.#live.line(this.#row(visit, mark, '', what));
  }

  #exited(visit: Visit): void {
    this.#open.delete(visit.path);
    if (visit.status === 'caught') {
      const caught = `caught ${visit.error ?? 'the failure'} → ${visit.next}`;
      this.#live.line(this.#row(visit, this.#terminal.paint('yellow', '↷'), '', caught));
      return;
    }
    if (visit.type === 'Parallel' || visit.type === 'Map') return;
    const [time, what] = this.#outcome(visit);
    this.#live.line(this.#row(visit, this.#terminal.paint('green', '✓'), time, what));
  }

  /** The time column and the text of a state that ended well. */
  #outcome(visit: Visit): readonly [string, string] {
    switch (visit.type) {
      case 'Choice': {
        const index = visit.rule ?? -1;
        const rule = index < 0 ? 'default' : (this.#rule(visit.state, index) ?? `rule ${index + 1}`);
        return ['', `${rule} → ${visit.next}`];
      }
      case 'Wait':
        return [offset((visit.exitedAt ?? visit.enteredAt) - visit.enteredAt), 'waited'];
      case 'Task':
        return [this.#time(visit), this.#answer(visit)];
      default:
        return ['', visit.type];
    }
  }

  #failed(visit: Visit): void {
    const attempt = visit.attempts.at(-1);
    if (attempt === undefined) return;
    const count = visit.attempts.length;
    const said = this.#terminal.paint('red', short(failureOf(attempt)));
    if (attempt.retrier === undefined) {
      if (visit.type === 'Task' || visit.type === 'Wait') this.#open.delete(visit.path);
      this.#live.line(this.#row(visit, this.#terminal.paint('red', '✗'), this.#time(visit), said));
    } else {
      const next = `next in ${offset(attempt.backoffMs ?? 0)}`;
      this.#live.line(this.#row(visit, this.#terminal.paint('yellow', '↻'), `try ${count}`, `${said}  ${next}`));
    }
  }

  #aborted(visit: Visit): void {
    this.#open.delete(visit.path);
    if (visit.status !== 'aborted') return;
    this.#live.line(this.#row(visit, this.#terminal.paint('dim', '∅'), '', 'aborted'));
  }

  #time(visit: Visit): string {
    const real = this.#answeredBy(visit.path)?.ms;
    const attempt = visit.attempts.at(-1);
    const virtual = attempt?.endedAt === undefined ? 0 : attempt.endedAt - attempt.startedAt;
    return virtual > 0 || real === undefined ? offset(virtual) : `${Math.round(real)} ms`;
  }

  #answer(visit: Visit): string {
    const attempt = visit.attempts.at(-1);
    const by = this.#answeredBy(visit.path)?.by;
    return by ?? attempt?.resource ?? '';
  }

  #row(visit: Visit, mark: string, time: string, what: string): string {
    const outer = visit.path.slice(0, visit.path.length - visit.state.length);
    const depth = outer.split('/').length - 1;
    const place = depth === 0 ? '' : `${/([[#]\d+\]?)\/$/.exec(outer)?.[1] ?? ''} `;
    const name = `${'  '.repeat(depth)}${mark} ${place}${visit.state}`;
    const width = this.#nameWidth + mark.length - 1;
    const row = `  ${name.padEnd(width)}  ${time.padStart(8)}   ${what}`;
    return row.trimEnd();
  }
}

function failureOf(attempt: Attempt): string {
  if (attempt.outcome === 'timedOut') return 'timed out';
  const cause = attempt.cause === undefined || attempt.cause === '' ? '' : `: ${messageOf(attempt.cause)}`;
  return `${attempt.error ?? 'failed'}${cause}`;
}

/** A Lambda failure's cause is JSON with the message inside, perhaps after words that the workflow put before it. */
export function messageOf(cause: string): string {
  const from = cause.indexOf('{"errorType"');
  if (from < 0) return cause;
  try {
    const { errorMessage } = JSON.parse(cause.slice(from)) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? cause.slice(0, from) + errorMessage : cause;
  } catch {
    return cause; // not JSON after all: shown as it is
  }
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= valueWidth ? line : `${line.slice(0, valueWidth)}…`;
}

/** The visit that an event tells of: the last one of its scope. */
function lastVisit(tree: Trace, event: HistoryEvent): Visit | undefined {
  let scope = tree.machine;
  const frames = [];
  for (let frame = event.frame; frame.outer !== undefined; frame = frame.outer) frames.unshift(frame);
  for (const frame of frames) {
    const inner = scope.visits.at(-1)?.attempts.at(-1)?.scopes.get(frame.index);
    if (inner === undefined) return undefined;
    scope = inner;
  }
  const visit = scope.visits.at(-1);
  return visit?.state === event.state ? visit : undefined;
}
