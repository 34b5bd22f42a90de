// `$string`: values as text. Numbers are written with at most 15 significant digits, functions as nothing.
import { JsonataFailure } from './failure';
import { machine } from './machine';
import { isNumeric } from './truth';
import { ArrayDocument, Callable, plain, type Value } from './value';

const exactIntegerMax = 1e15;

/** The text of a value, as `$string` and `&` write it; undefined for undefined. */
export function textOf(value: Value, pretty = false): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof Callable) return '';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const json = value instanceof ArrayDocument ? value.items[0] : plain(value);
  const text = JSON.stringify(json, member, pretty ? 2 : 0);
  machine.checkText(text.length);
  machine.spend(text.length >> 2);
  return text;
}

function numberText(value: number): string {
  if (Number.isInteger(value) && value < exactIntegerMax && value > -exactIntegerMax)
    return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) throw new JsonataFailure('D3001', { value });
  return JSON.stringify(rounded(value));
}

/** The number with 15 significant digits. */
export function rounded(value: number): number {
  return Number.isInteger(value) && value < exactIntegerMax && value > -exactIntegerMax
    ? value
    : Number(value.toPrecision(15));
}

function member(_key: string, value: Value): Value {
  if (typeof value === 'number') return isNumeric(value) ? rounded(value) : value;
  return value instanceof Callable ? '' : value;
}
