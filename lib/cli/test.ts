// The project's jest, with state coverage.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { command } from './command';
import { CommandError } from './errors';
import { exit } from './exit';

const options = {
  'coverage-html': { type: 'boolean', summary: 'write coverage/states.html' },
  'coverage-lcov': { type: 'boolean', summary: 'write coverage/states.lcov, on the lines of the CDK program' },
  update: { type: 'boolean', short: 'u', summary: 'write snapshots anew' },
} as const;

/** Handed to the reporter through the environment: jest's command line has no place for a reporter's options. */
const reporterOptions = 'STEPWRIGHT_REPORTER_OPTIONS';

export const test = command({
  usage: '[pattern…] [-- jest options]',
  operandsMax: Number.POSITIVE_INFINITY,
  examples: ['test', 'test orders --coverage-html', 'test -- --watch'],
  options,
  async run({ operands, options, terminal }) {
    const jest = jestProgram();
    const args = [
      jest,
      // First: what follows jest's option for reporters would be taken for more of them.
      ...operands,
      '--reporters=default',
      `--reporters=${join(__dirname, '../testing', reporterFile())}`,
      ...(options.update ? ['--updateSnapshot'] : []),
    ];
    const env = {
      ...process.env,
      [reporterOptions]: JSON.stringify({
        ...(options['coverage-html'] && { html: true }),
        ...(options['coverage-lcov'] && { lcov: true }),
      }),
    };
    const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit', env });
    return new Promise((ended, failed) => {
      child.on('error', failed);
      child.on('close', (code, signal) => {
        if (signal !== null) terminal.error(`jest was ended by ${signal}`);
        ended(code === 0 ? exit.ok : exit.failed);
      });
    });
  },
});

/** The reporter beside this file: compiled, or as it is written. */
function reporterFile(): string {
  return existsSync(join(__dirname, '../testing/reporter.js')) ? 'reporter.js' : 'reporter.ts';
}

/** @throws CommandError CLI206 */
function jestProgram(): string {
  const here = createRequire(resolve('package.json'));
  try {
    return join(dirname(here.resolve('jest/package.json')), 'bin/jest.js');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new CommandError('CLI206', 'jest is not installed in this project', {
      hint: 'npm install --save-dev jest, or use the matchers with your own runner: see stepwright/testing',
    });
  }
}
