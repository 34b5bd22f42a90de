import { toBeCovered, toBeValidDefinition } from './bench';
import { toHaveNoWorkflowFindings } from './construct';
import { toHaveAssigned, toHaveReceived, toHaveReturned } from './data';
import { toFailWith, toHaveElapsed, toSucceed, toSucceedWith } from './outcome';
import { toHaveCaught, toHaveRetried, toHaveTaken, toHaveVisited, toHaveVisitedInOrder } from './path';

/** Every matcher: a function of what is looked at and the matcher's arguments, in the form that expect.extend() takes. */
export const matchers = {
  toSucceed,
  toSucceedWith,
  toFailWith,
  toHaveElapsed,
  toHaveVisited,
  toHaveVisitedInOrder,
  toHaveTaken,
  toHaveRetried,
  toHaveCaught,
  toHaveAssigned,
  toHaveReceived,
  toHaveReturned,
  toBeCovered,
  toBeValidDefinition,
  toHaveNoWorkflowFindings,
};
