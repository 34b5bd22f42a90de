// The matchers as plain assertions, for node:test and every other runner.
import { AssertionError } from 'node:assert';
import type { StepwrightMatchers } from './jest-types';
import { matchers } from './matchers';
import type { MatcherResult } from './matchers/matcher';

type Assertions = StepwrightMatchers<void> & { readonly not: StepwrightMatchers<void> };

/**
 * Asserts on an execution, on what a state did, or on a bench.
 * @example expectThat(execution).toHaveTaken('IsValid', 'Fulfil')
 * @throws AssertionError (of node:assert) when it is not so
 */
export function expectThat(subject: unknown): Assertions {
  return { ...assertions(subject, false), not: assertions(subject, true) };
}

type Matcher = (this: { readonly isNot: boolean }, subject: unknown, ...args: readonly unknown[]) => MatcherResult;

function assertions(subject: unknown, isNot: boolean): StepwrightMatchers<void> {
  const all = Object.entries(matchers as unknown as { readonly [name: string]: Matcher });
  return Object.fromEntries(
    all.map(([name, matcher]) => {
      const assertion = (...args: readonly unknown[]): void => {
        const { pass, message } = matcher.call({ isNot }, subject, ...args);
        if (pass === isNot) throw new AssertionError({ message: message(), stackStartFn: assertion });
      };
      return [name, assertion];
    }),
  ) as unknown as StepwrightMatchers<void>;
}
