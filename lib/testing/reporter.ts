// A reporter for jest: `reporters: ['default', ['stepwright/testing/reporter', { html: true, lcov: true, thresholds: {…} }]]`.
// Test files write what they have touched; the reporter adds it up, prints it, and holds it against thresholds.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { coverage } from '../history';
import { fragmentsFolder, readFragments } from './coverage-fragments';
import { type CoverageMinimum, shortfalls } from './coverage-minimum';
import { html } from './report/html';
import { lcov } from './report/lcov';
import { table } from './report/table';

export interface ReporterOptions {
  /** Where files are written. @default coverage */
  readonly directory?: string;
  /** Write `states.html`. @default false */
  readonly html?: boolean;
  /** Write `states.lcov`, with the lines of the CDK program. @default false */
  readonly lcov?: boolean;
  /** Least percentages, for every machine that was run; below them the run fails. @default none */
  readonly thresholds?: CoverageMinimum;
}

interface GlobalConfig {
  readonly rootDir: string;
}

const hour = 3_600_000;
/** `stepwright test` says its options here. */
const reporterOptions = 'STEPWRIGHT_REPORTER_OPTIONS';

export default class StateCoverageReporter {
  readonly #root: string;
  readonly #options: ReporterOptions;
  #folder: string | undefined;
  #error: Error | undefined;

  constructor({ rootDir }: GlobalConfig, options: ReporterOptions = {}) {
    this.#root = rootDir;
    this.#options = { ...options, ...JSON.parse(process.env[reporterOptions] ?? '{}') };
  }

  /** Before workers are started: they inherit the folder's name. */
  onRunStart(): void {
    this.#folder = mkdtempSync(join(tmpdir(), 'stepwright-coverage-'));
    process.env[fragmentsFolder] = this.#folder;
  }

  onRunComplete(): void {
    const folder = this.#folder;
    if (folder === undefined || !existsSync(folder)) return;
    delete process.env[fragmentsFolder];
    const machines = readFragments(folder).map((machine) => ({
      ...machine,
      coverage: coverage(machine.definition, machine.hits),
    }));
    rmSync(folder, { recursive: true });
    if (machines.length === 0) return;
    const executions = machines.reduce((sum, machine) => sum + machine.executions, 0);
    const virtualMs = machines.reduce((sum, machine) => sum + machine.virtualMs, 0);
    print(`\n${table(machines)}\n Executions: ${executions}        Virtual time: ${spanText(virtualMs)}\n`);
    this.#write('states.html', this.#options.html, () => html(machines));
    this.#write('states.lcov', this.#options.lcov, () => lcov(machines, this.#root));
    const lacking = machines.flatMap((machine) =>
      shortfalls(machine.coverage, this.#options.thresholds ?? {}).map(({ text }) => `${machine.shortName}: ${text}`),
    );
    if (lacking.length === 0) return;
    const message = `Coverage of states is below its thresholds:\n  ${lacking.join('\n  ')}`;
    print(` ${message}\n`);
    this.#error = new Error(message);
  }

  /** jest fails the run with it. */
  getLastError(): Error | undefined {
    return this.#error;
  }

  #write(name: string, wanted: boolean | undefined, make: () => string): void {
    if (wanted !== true) return;
    const directory = join(this.#root, this.#options.directory ?? 'coverage');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, name), make());
    print(` ${name.split('.').at(-1)}  ${relative(process.cwd(), join(directory, name))}\n`);
  }
}

/** Like jest's own reporters. */
function print(text: string): void {
  process.stderr.write(text);
}

function spanText(ms: number): string {
  return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / 60_000)} min`;
}
