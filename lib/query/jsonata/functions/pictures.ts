// `$formatNumber` with an exponent scales its number by tens until the mantissa fits. That never happens for zero,
// negative and infinite numbers: the language's own engine loops for ever, the service ends the evaluation after a second.
import { isRecord, type Value } from '../value';

/** Whether formatting would not end: the picture that applies has an exponent and the number is not positive and finite. */
export function exponentNeverSettles(value: Value, picture: Value, options: Value): boolean {
  if (typeof value !== 'number' || typeof picture !== 'string') return false;
  if (value > 0 && Number.isFinite(value)) return false;
  const separators = separatorsOf(options);
  const subPictures = picture.split(separators.pattern);
  const applies = value >= 0 ? subPictures[0] : (subPictures[1] ?? subPictures[0]);
  return hasExponent(applies as string, separators);
}

interface Separators {
  readonly pattern: string;
  readonly exponent: string;
  /** All characters that are not literal text. */
  readonly active: readonly string[];
}

function separatorsOf(options: Value): Separators {
  const option = (name: string, standard: string): string => {
    const given = isRecord(options) && Object.hasOwn(options, name) ? options[name] : undefined;
    return typeof given === 'string' ? given : standard;
  };
  const zero = option('zero-digit', '0').charCodeAt(0);
  const digits = Array.from({ length: 10 }, (_, i) => String.fromCharCode(zero + i));
  const pattern = option('pattern-separator', ';');
  const others = [option('decimal-separator', '.'), option('grouping-separator', ','), option('digit', '#'), pattern];
  return { pattern, exponent: option('exponent-separator', 'e'), active: [...digits, ...others] };
}

function hasExponent(subPicture: string, { active, exponent }: Separators): boolean {
  const units = subPicture.split('');
  const first = units.findIndex((unit) => active.includes(unit));
  const last = units.findLastIndex((unit) => active.includes(unit));
  if (first < 0) return false;
  const at = subPicture.indexOf(exponent, first);
  return at >= 0 && at <= last + 1;
}
