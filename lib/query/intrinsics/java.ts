// What Java does, because the service is written in it: rounding, printing, and its random generator.
import { isArray, type Json } from '../../json';

/** Java's Math.round: halves go up, so −1.5 becomes −1. Never negative zero. */
export function javaRound(value: number): number {
  return Math.round(value) + 0;
}

/** A value as Java's String.valueOf prints it: `{a=1, b=[x, y]}`, texts bare. Iterative, so depth is no limit. */
export function javaText(value: Json): string {
  let text = '';
  // What is still to be printed, last first: values, and punctuation wrapped so that it is not mistaken for a text.
  const open: ({ readonly literal: string } | { readonly value: Json })[] = [{ value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if ('literal' in next) text += next.literal;
    else if (typeof next.value === 'number') text += javaNumber(next.value);
    else if (next.value === null || typeof next.value !== 'object') text += String(next.value);
    else {
      const parts = isArray(next.value) ? listParts(next.value) : mapParts(next.value);
      for (let i = parts.length - 1; i >= 0; i--) open.push(parts[i] as (typeof parts)[number]);
    }
  }
  return text;
}

type Part = { readonly literal: string } | { readonly value: Json };

function listParts(list: readonly Json[]): Part[] {
  const parts: Part[] = [{ literal: '[' }];
  list.forEach((value, i) => {
    if (i > 0) parts.push({ literal: ', ' });
    parts.push({ value });
  });
  parts.push({ literal: ']' });
  return parts;
}

function mapParts(map: { readonly [key: string]: Json }): Part[] {
  const parts: Part[] = [{ literal: '{' }];
  Object.keys(map).forEach((key, i) => {
    parts.push({ literal: `${i > 0 ? ', ' : ''}${key}=` }, { value: map[key] as Json });
  });
  parts.push({ literal: '}' });
  return parts;
}

/** Java's Double.toString: scientific from 10^7 up and below 10^-3. Whole numbers were whole in the JSON text, too. */
function javaNumber(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? String(value + 0) : javaScientific(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e7 ? String(value) : javaScientific(value);
}

function javaScientific(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}
