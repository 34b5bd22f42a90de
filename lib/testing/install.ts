// One call for a test runner: matchers, the snapshot serializer, and fragments of coverage for the reporter.
import { serializer } from './execution';
import { matchers } from './matchers';

/** As much of `expect` as is needed; jest's and vitest's are alike. */
export interface Expect {
  extend(matchers: { readonly [name: string]: (...args: never[]) => unknown }): void;
  addSnapshotSerializer(serializer: {
    test(value: unknown): boolean;
    serialize(value: unknown, ...rest: unknown[]): string;
  }): void;
}

/** Adds the matchers, and transcripts as snapshots, to an `expect`. */
export function install(expect: Expect): void {
  expect.extend(matchers);
  expect.addSnapshotSerializer(serializer);
}
