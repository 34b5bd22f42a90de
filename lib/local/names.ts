// AWS: which characters a name may not have (CreateStateMachine, CreateActivity, StartExecution).
import { ApiError } from './api-error';

// White space, wildcards, brackets, the special characters AWS lists, control characters, lone surrogates and U+10FFFF.
const forbidden = /[\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF\u{10FFFF}]/u;

/** @throws ApiError InvalidName */
export function checkName(name: string): void {
  if (forbidden.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
}
