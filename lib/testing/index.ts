import { traceConstructs } from './places';

// From here on constructs remember where they were made; messages and coverage name the lines.
traceConstructs();

export type { Coverage, Missed, Ratio } from '../history';
export type { Json } from '../json';
export { after, fail, type MockedCall, never, timeout, times } from '../services';
export { Bench, type BenchOptions, type RunOptions, type Unmocked } from './bench';
export type { CoverageMinimum } from './coverage-minimum';
export { TestingError } from './error';
export { Execution, observe, StateRecord, serializer } from './execution';
export { expectThat } from './expect-that';
export type { HandlerLoader } from './handler-modules';
export { type Expect, install } from './install';
export type { StepwrightMatchers } from './jest-types';
export { matchers } from './matchers';
export type { MatcherResult } from './matchers/matcher';
export type { MockHandle, Selector } from './mock-rules';
export type { Place } from './places';
export { byInput, type Reply, sequence, succeed } from './replies';
export { type PendingCallback, RunningExecution, type Span } from './running';
export {
  type DefinitionOptions,
  fromApp,
  fromAssembly,
  fromDefinition,
  fromFile,
  fromTemplate,
  type MachineSource,
} from './source';
export type { Inspection, StateBench, StateResult, StateRunOptions } from './state-bench';
export type { MachineName, StatesOf, StateTarget } from './state-names';
export type { CdkConstruct } from './synthesize';
