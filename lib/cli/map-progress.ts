// What a distributed Map shows in the terminal: items done, rate, time left, failures; one line when it has ended. Rates are in
// real seconds, whatever the execution's clock says.
import type { MapRunProgress } from '../local';

/** Map Runs may make hundreds of thousands of steps a second: the clock is looked at once in so many. */
const stepsBetweenLooks = 256;
const lookEveryMs = 100;
/** Before that a rate says nothing. */
const rateAfterSeconds = 0.5;

interface Look {
  readonly at: number;
  readonly done: number;
  readonly share: number | undefined;
}

export class MapProgress {
  readonly #runs: () => readonly MapRunProgress[];
  readonly #now: () => number;
  readonly #began = new Map<string, Look>();
  #steps = 0;
  #lookedAt = 0;

  constructor(runs: () => readonly MapRunProgress[], now: () => number) {
    this.#runs = runs;
    this.#now = now;
  }

  /** Counts a step of a child; true when it is time to show how far the runs are. */
  due(): boolean {
    if (++this.#steps % stepsBetweenLooks !== 0) return false;
    const now = this.#now();
    if (now - this.#lookedAt < lookEveryMs) return false;
    this.#lookedAt = now;
    return true;
  }

  /** One line for each run that is under way. */
  lines(): string[] {
    return this.#runs()
      .filter(({ status }) => status === 'RUNNING')
      .map((run) => this.#line(run));
  }

  /** A run of the state at that path has begun. */
  begins(path: string): void {
    const run = this.#last(path);
    if (run !== undefined) this.#look(run);
  }

  /** What the last run of the state at that path came to; undefined if there was none. */
  ended(path: string): string | undefined {
    const run = this.#last(path);
    if (run === undefined) return undefined;
    const { done, failed } = run;
    const seconds = (this.#now() - this.#look(run).at) / 1000;
    const parts = [`${count(done)} ${done === 1 ? 'item' : 'items'}`];
    if (failed > 0) parts.push(`${count(failed)} failed`);
    if (seconds >= rateAfterSeconds) parts.push(`${seconds.toFixed(1)} s`, `${count(Math.round(done / seconds))}/s`);
    return parts.join(', ');
  }

  #last(path: string): MapRunProgress | undefined {
    return this.#runs().findLast((run) => run.path === path);
  }

  /** How it was when it was first looked at. */
  #look({ mapRunArn, done, share }: MapRunProgress): Look {
    let began = this.#began.get(mapRunArn);
    if (began === undefined) {
      began = { at: this.#now(), done, share };
      this.#began.set(mapRunArn, began);
    }
    return began;
  }

  #line(run: MapRunProgress): string {
    const { path, done, failed, running, total, share } = run;
    const began = this.#look(run);
    const seconds = (this.#now() - began.at) / 1000;
    const rate = seconds < rateAfterSeconds ? 0 : (done - began.done) / seconds;
    const parts = [`${count(done)}${total === undefined ? '' : ` of ${count(total)}`} items`];
    if (total === undefined) parts.push(share === undefined ? 'still reading' : `${Math.floor(share * 100)} % read`);
    if (running > 0) parts.push(`${count(running)} running`);
    if (failed > 0) parts.push(`${count(failed)} failed`);
    if (rate > 0) parts.push(`${count(Math.round(rate))}/s`);
    const rest = total === undefined ? timeToRead(share, began.share, seconds) : (total - done) / rate;
    if (rate > 0 && rest !== undefined) parts.push(`${left(rest)} left`);
    return `${path}  ${parts.join(', ')}`;
  }
}

/** Seconds until the file has been read, if it goes on as it did; what was read is soon done. */
function timeToRead(share: number | undefined, before = 0, seconds: number): number | undefined {
  if (share === undefined || share <= before) return undefined;
  return ((1 - share) * seconds) / (share - before);
}

function count(items: number): string {
  return items.toLocaleString('en-US');
}

/** Whole seconds, minutes or hours: an estimate is no more exact. */
function left(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
