// Mocked results beside what the table says that a service gives: a misspelt member is found before a path looks for it in vain.
import { findIntegration } from '../../integrations';
import { isObject, type Json } from '../../json';

const always = ['SdkHttpMetadata', 'SdkResponseMetadata'];

/**
 * What is odd about a mocked result, in sentences; none where the table does not know the shape. A result may leave members
 * out: mocks are shorter than answers.
 * @param resource Resource of the task's state, with its pattern
 */
export function resultDoubts(resource: string, result: Json): readonly string[] {
  const found = findIntegration(resource);
  if (found.found !== 'optimized') return [];
  const { row, pattern } = found;
  const name = `${row.service}:${row.action}`;
  if (pattern === 'waitForTaskToken') return [];
  if (pattern === 'sync' || pattern === 'sync:2') {
    const wrap = row.job?.wrap;
    if (wrap === undefined || (isObject(result) && Object.hasOwn(result, wrap))) return [];
    return [`The result of ${name}.${pattern} has its members in "${wrap}".`];
  }
  const members = row.result
    .split(/\s+/)
    .filter(Boolean)
    .map((member) => member.replace('?', ''));
  if (members.length === 0) return [];
  if (!isObject(result)) return [`${name} gives an object with ${members.join(', ')}.`];
  const known = new Set([...members, ...always]);
  return Object.keys(result)
    .filter((member) => !known.has(member))
    .map((member) => `${name} gives no member "${member}"; it gives ${members.join(', ')}.`);
}
