// What a running distributed Map shows in the terminal: items done, rate, time left, failures. Rates are in real seconds,
// whatever the execution's clock says.
import type { MapRunProgress } from '../local';

/** Map Runs may make hundreds of thousands of steps a second: the clock is looked at once in so many. */
const stepsBetweenLooks = 256;
const lookEveryMs = 100;

export class MapProgress {
  readonly #runs: () => readonly MapRunProgress[];
  readonly #now: () => number;
  readonly #began = new Map<string, { readonly at: number; readonly done: number }>();
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
    return this.#runs().map((run) => this.#line(run));
  }

  #line({ mapRunArn, path, done, failed, running, total }: MapRunProgress): string {
    const now = this.#now();
    let began = this.#began.get(mapRunArn);
    if (began === undefined) {
      began = { at: now, done };
      this.#began.set(mapRunArn, began);
    }
    const seconds = (now - began.at) / 1000;
    const rate = seconds < 0.5 ? 0 : (done - began.done) / seconds;
    const parts = [`${count(done)}${total === undefined ? '' : ` of ${count(total)}`} items`];
    if (running > 0) parts.push(`${count(running)} running`);
    if (failed > 0) parts.push(`${count(failed)} failed`);
    if (rate > 0) parts.push(`${count(Math.round(rate))}/s`);
    if (rate > 0 && total !== undefined) parts.push(`${left((total - done) / rate)} left`);
    else if (total === undefined) parts.push('still reading');
    return `${path}  ${parts.join(', ')}`;
  }
}

function count(items: number): string {
  return items.toLocaleString('en-US');
}

/** Whole seconds, minutes or hours: an estimate is no more exact. */
function left(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
