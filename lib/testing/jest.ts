// `import 'stepwright/testing/jest'`: matchers and snapshots for jest, with its globals or with @jest/globals, and coverage
// for the reporter.
import { writeFragment } from './coverage-fragments';
import { type Expect, install } from './install';
import type { StepwrightMatchers } from './jest-types';

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends StepwrightMatchers<R> {
      /** A visit of the state had this output. */
      toHaveReturned(output: unknown): R;
    }
  }
}
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends StepwrightMatchers<R> {
    /** A visit of the state had this output. */
    toHaveReturned(output: unknown): R;
  }
}

interface Runner {
  readonly expect: Expect;
  readonly afterAll: (hook: () => void) => void;
}

/** Without injected globals jest gives them by name. */
function runner(): Runner {
  const globals = globalThis as Partial<Runner>;
  if (globals.expect !== undefined && globals.afterAll !== undefined) return globals as Runner;
  return require('@jest/globals') as Runner;
}

const { expect, afterAll } = runner();
install(expect);
afterAll(writeFragment);

export type { StepwrightMatchers };
