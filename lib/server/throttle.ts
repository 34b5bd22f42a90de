// AWS's token buckets: size and refill per second of every operation (service quotas, us-east-1). Off unless asked for.
import type { OperationName } from './requests';

type Bucket = readonly [size: number, refillPerSecond: number];

const buckets: { readonly [N in OperationName]?: Bucket } = {
  StartExecution: [1_300, 300],
  RedriveExecution: [1_300, 300],
  SendTaskSuccess: [3_000, 500],
  SendTaskFailure: [3_000, 500],
  SendTaskHeartbeat: [3_000, 500],
  GetActivityTask: [3_000, 500],
  StopExecution: [1_000, 200],
  GetExecutionHistory: [400, 20],
  DescribeExecution: [300, 15],
  DescribeStateMachine: [200, 20],
  ListExecutions: [200, 5],
  ListStateMachines: [100, 5],
  ListActivities: [100, 10],
  TestState: [50, 10],
  DescribeActivity: [200, 1],
  DescribeMapRun: [200, 1],
  DescribeStateMachineAlias: [200, 1],
  DescribeStateMachineForExecution: [200, 1],
  TagResource: [200, 1],
  UntagResource: [200, 1],
};
const other: Bucket = [100, 1];
/** AWS: StartSyncExecution has on-demand capacity. */
const unlimited: ReadonlySet<OperationName> = new Set<OperationName>(['StartSyncExecution']);

export class Throttle {
  readonly #levels = new Map<OperationName, { tokens: number; at: number }>();

  /** Takes a token; false when there is none. */
  admits(operation: OperationName, now: number): boolean {
    if (unlimited.has(operation)) return true;
    const [size, refill] = buckets[operation] ?? other;
    const level = this.#levels.get(operation) ?? { tokens: size, at: now };
    const tokens = Math.min(size, level.tokens + ((now - level.at) / 1000) * refill);
    const admitted = tokens >= 1;
    this.#levels.set(operation, { tokens: admitted ? tokens - 1 : tokens, at: now });
    return admitted;
  }
}
