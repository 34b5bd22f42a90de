// `$formatNumber` with an exponent scales its number by tens until the mantissa fits. In version 2.0.6 of the language
// that never ends for zero, negative and infinite numbers. Later versions format them; so does this.
import { JsonataFailure } from '../failure';
import { timeExceeded } from '../machine';
import { isRecord, type Value } from '../value';

type Format = (value: number, picture: string, options: Value) => Value;

/** Formats a number with a function that cannot scale numbers that are not positive. */
export function formatScaled(format: Format, value: number, picture: string, options: Value): Value {
  const separators = separatorsOf(options);
  const subPictures = picture.split(separators.pattern);
  // AWS: a picture without a digit, which 2.0.6 stumbles over, breaks the rule about passive characters.
  if (subPictures.length <= 2 && !subPictures.every((sub) => hasDigits(sub, separators)))
    throw new JsonataFailure('D3086');
  if (value > 0 && Number.isFinite(value)) return format(value, picture, options);
  const [positive, negative] = subPictures as [string, string?];
  const applies = value >= 0 ? positive : (negative ?? positive);
  const scaled = exponentOf(applies, separators);
  if (scaled === undefined) return format(value, picture, options);
  format(1, picture, options);
  if (!Number.isFinite(value)) throw timeExceeded();
  if (value < 0) return (negative === undefined ? separators.minus : '') + String(format(-value, applies, options));
  const { prefix, mantissa, exponent, suffix } = scaled;
  const zeros = separators.zero.repeat(exponent.length);
  return `${prefix}${String(format(0, mantissa, options))}${separators.exponent}${zeros}${suffix}`;
}

function hasDigits(subPicture: string, { active }: Separators): boolean {
  return subPicture.split('').some((unit) => active.includes(unit));
}

interface Separators {
  readonly pattern: string;
  readonly exponent: string;
  readonly minus: string;
  readonly zero: string;
  /** All characters that are not literal text. */
  readonly active: readonly string[];
}

function separatorsOf(options: Value): Separators {
  const option = (name: string, standard: string): string => {
    const given = isRecord(options) && Object.hasOwn(options, name) ? options[name] : undefined;
    return typeof given === 'string' ? given : standard;
  };
  const zero = option('zero-digit', '0');
  const digits = Array.from({ length: 10 }, (_, i) => String.fromCharCode(zero.charCodeAt(0) + i));
  const pattern = option('pattern-separator', ';');
  const others = [option('decimal-separator', '.'), option('grouping-separator', ','), option('digit', '#'), pattern];
  const exponent = option('exponent-separator', 'e');
  return { pattern, exponent, minus: option('minus-sign', '-'), zero, active: [...digits, ...others] };
}

interface ScaledPicture {
  readonly prefix: string;
  readonly mantissa: string;
  readonly exponent: string;
  readonly suffix: string;
}

/** The parts of a sub-picture with an exponent; undefined for any other. */
function exponentOf(picture: string, { active, exponent }: Separators): ScaledPicture | undefined {
  const units = picture.split('');
  const first = units.findIndex((unit) => active.includes(unit));
  const last = units.findLastIndex((unit) => active.includes(unit));
  const at = first < 0 ? -1 : picture.indexOf(exponent, first);
  if (at < 0 || at > last) return undefined;
  return {
    prefix: picture.slice(0, first),
    mantissa: picture.slice(first, at),
    exponent: picture.slice(at + exponent.length, last + 1),
    suffix: picture.slice(last + 1),
  };
}
