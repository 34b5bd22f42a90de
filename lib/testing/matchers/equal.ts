// Equality as test runners understand it: values, and asymmetric matchers such as expect.objectContaining().
import { isDeepStrictEqual } from 'node:util';

interface Asymmetric {
  asymmetricMatch(value: unknown): boolean;
}

function isAsymmetric(value: unknown): value is Asymmetric {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

/** Where two values differ; empty when they do not. Members that are undefined count as absent. */
export function differences(actual: unknown, expected: unknown, at = ''): string[] {
  if (isAsymmetric(expected)) {
    return expected.asymmetricMatch(actual)
      ? []
      : [`${at || 'value'}: expected ${show(expected)}, got ${show(actual)}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item, index) => differences(actual[index], item, `${at}[${index}]`));
  }
  if (isPlain(expected) && isPlain(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) => differences(actual[name], expected[name], at === '' ? name : `${at}.${name}`));
  }
  if (isDeepStrictEqual(actual, expected)) return [];
  return [`${at || 'value'}: expected ${show(expected)}, got ${show(actual)}`];
}

export function matches(actual: unknown, expected: unknown): boolean {
  return differences(actual, expected).length === 0;
}

/** Only members that are expected are compared. */
export function contains(actual: unknown, expected: object): string[] {
  const given = isPlain(actual) ? actual : {};
  return Object.entries(expected).flatMap(([name, value]) => differences(given[name], value, name));
}

function isPlain(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isAsymmetric(value);
}

const shownMax = 300;

/** A value in one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const named = isAsymmetric(value)
    ? (value as { toAsymmetricMatcher?: () => string }).toAsymmetricMatcher?.()
    : undefined;
  const text = named ?? JSON.stringify(value) ?? String(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}… (${text.length} characters)` : text;
}
