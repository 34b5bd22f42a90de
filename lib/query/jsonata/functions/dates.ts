// Functions of time. The clock is the entry's: `$now` and `$millis` give the same moment throughout an evaluation.
import type { Bindings } from '../../evaluate';
import { machine } from '../machine';
import { callPackage } from '../package';
import type { Value } from '../value';
import { pictured } from './numbers';
import type { FunctionRows } from './row';

function now(): number {
  return (machine.bindings as Bindings).now();
}

/** A time of day without a zone is UTC, wherever the process runs. */
const zoneless = /^\d{4}(-\d\d){2}T\d\d:\d\d:\d\d(\.\d+)?$/;

function toMillis(text: Value, picture: Value): Value {
  if (text === undefined) return undefined;
  machine.spend(100);
  const anchored = picture === undefined && zoneless.test(text as string) ? `${text as string}Z` : text;
  return callPackage('toMillis', now(), anchored, picture);
}

export const DATES: FunctionRows = {
  now: {
    signature: '<s?s?:s>',
    arity: 2,
    run: (picture, zone) => pictured('fromMillis', now(), picture, zone),
  },
  millis: { signature: '<:n>', arity: 0, run: now },
  fromMillis: {
    signature: '<n-s?s?:s>',
    arity: 3,
    run: (millis, picture, zone) => pictured('fromMillis', millis, picture, zone),
  },
  toMillis: { signature: '<s-s?:n>', arity: 2, run: toMillis },
};
