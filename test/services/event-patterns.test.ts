import type { JsonObject } from '../../lib/json';
import { checkPattern, matches } from '../../lib/services/eventbridge/pattern';

const event: JsonObject = {
  source: 'shop.orders',
  resources: ['a', 'b'],
  detail: {
    state: 'Paid',
    total: 12.5,
    ip: '10.1.2.3',
    file: 'img/cat.png',
    none: null,
    tags: ['x', 'y'],
    items: [{ sku: 1 }, { sku: 2 }],
  },
};

test.each<[string, JsonObject, boolean]>([
  ['equal text', { source: ['shop.orders'] }, true],
  ['one of several', { source: ['x', 'shop.orders'] }, true],
  ['every field', { source: ['shop.orders'], detail: { state: ['Open'] } }, false],
  ['an element of an array', { resources: ['b', 'c'] }, true],
  ['inside objects of an array', { detail: { items: { sku: [2] } } }, true],
  ['prefix', { source: [{ prefix: 'shop.' }] }, true],
  ['prefix without regard to case', { detail: { state: [{ prefix: { 'equals-ignore-case': 'PA' } }] } }, true],
  ['suffix', { detail: { file: [{ suffix: '.png' }] } }, true],
  ['equals-ignore-case', { detail: { state: [{ 'equals-ignore-case': 'paid' }] } }, true],
  ['wildcard', { detail: { file: [{ wildcard: 'img/*.png' }] } }, true],
  ['wildcard that needs more than there is', { detail: { file: [{ wildcard: 'img/cat*cat.png' }] } }, false],
  ['numeric range', { detail: { total: [{ numeric: ['>', 10, '<=', 12.5] }] } }, true],
  ['numeric of a text', { detail: { state: [{ numeric: ['>', 0] }] } }, false],
  ['anything-but', { detail: { state: [{ 'anything-but': ['Open', 'Closed'] }] } }, true],
  ['anything-but with a prefix', { source: [{ 'anything-but': { prefix: ['shop.', 'x'] } }] }, false],
  ['anything-but of a field that is not there', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
  ['exists', { detail: { total: [{ exists: true }] } }, true],
  ['does not exist', { detail: { missing: [{ exists: false }] } }, true],
  ['null', { detail: { none: [null] } }, true],
  ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/8' }] } }, true],
  ['another cidr', { detail: { ip: [{ cidr: '10.2.0.0/16' }] } }, false],
  ['$or', { $or: [{ source: ['x'] }, { detail: { state: ['Paid'] } }] }, true],
])('%s', (_, pattern, expected) => {
  expect(matches(checkPattern(pattern), event)).toBe(expected);
});

test.each<[string, JsonObject]>([
  ['a value that is no array', { source: 'shop' }],
  ['an empty array', { source: [] }],
  ['an unknown match type', { source: [{ startsWith: 'x' }] }],
  ['two match types at once', { source: [{ prefix: 'x', suffix: 'y' }] }],
])('%s is refused', (_, pattern) => {
  expect(() => checkPattern(pattern)).toThrow('Event pattern is not valid. Reason: ');
});
