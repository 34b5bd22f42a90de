import type { Permission } from '../../integrations';
import type { Code } from '../codes';
import type { StateAt } from '../walk';
import type { Context } from './conditions';

/** One request that the role must allow. */
export interface Need extends Permission {
  /** Undefined for what the machine does itself. */
  readonly at: StateAt | undefined;
  readonly because: string;
  readonly code: Code;
  readonly context: Context;
  /** Nice to have: nothing fails without it, and it is not reported as unused. */
  readonly optional?: boolean;
}
