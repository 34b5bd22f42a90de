// How many children a Map Run may have at a time, and how many failures it tolerates: what UpdateMapRun may change.
import type { MapRunCall } from '../../engine';
import type { Tally } from './counts';
import type { SavedLimits } from './document';

/** Service's maximum of children at a time; also what MaxConcurrency 0 means. */
const childrenMax = 10_000;

/** What UpdateMapRun may change. */
export interface MapRunUpdate {
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
}

export class Limits {
  maxConcurrency: number;
  toleratedFailureCount: number | undefined;
  toleratedFailurePercentage: number | undefined;

  /** @param saved of a run that a process before this one had begun, with what it was told since */
  constructor(call: MapRunCall, saved: SavedLimits | undefined) {
    const given = <T>(tolerance: SavedLimits['tolerances'][number], value: T): T | undefined =>
      saved?.tolerances.includes(tolerance) === true ? value : undefined;
    this.maxConcurrency = saved?.maxConcurrency ?? call.maxConcurrency;
    this.toleratedFailureCount = saved ? given('count', saved.toleratedFailureCount) : call.toleratedFailureCount;
    this.toleratedFailurePercentage = saved
      ? given('percentage', saved.toleratedFailurePercentage)
      : call.toleratedFailurePercentage;
  }

  update({ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }: MapRunUpdate): void {
    this.maxConcurrency = maxConcurrency ?? this.maxConcurrency;
    this.toleratedFailureCount = toleratedFailureCount ?? this.toleratedFailureCount;
    this.toleratedFailurePercentage = toleratedFailurePercentage ?? this.toleratedFailurePercentage;
  }

  /** Children that may run at a time. */
  get children(): number {
    return this.maxConcurrency === 0 ? childrenMax : Math.min(this.maxConcurrency, childrenMax);
  }

  /** @param allRead whether all items are counted: a share can only be told when the whole is known */
  tooManyFailures({ failures, items }: Tally, allRead: boolean): boolean {
    if (failures === 0) return false;
    const { toleratedFailureCount, toleratedFailurePercentage } = this;
    if (toleratedFailureCount !== undefined && failures > toleratedFailureCount) return true;
    if (toleratedFailurePercentage !== undefined)
      return allRead && (failures / items.total) * 100 > toleratedFailurePercentage;
    return toleratedFailureCount === undefined;
  }

  document(): SavedLimits {
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = this;
    return {
      maxConcurrency,
      toleratedFailureCount: toleratedFailureCount ?? 0,
      toleratedFailurePercentage: toleratedFailurePercentage ?? 0,
      tolerances: [
        ...(toleratedFailureCount === undefined ? [] : ['count' as const]),
        ...(toleratedFailurePercentage === undefined ? [] : ['percentage' as const]),
      ],
    };
  }
}
