import { RecentDocuments } from '../../lib/store/recent-documents';

test('the oldest documents make room for new ones', () => {
  const recent = new RecentDocuments(100);
  for (const key of ['a', 'b', 'c']) recent.put(key, key, 40);
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([undefined, 'b', 'c']);
  recent.put('b', 'B', 10);
  recent.put('d', 'd', 50);
  expect([recent.get('b'), recent.get('c'), recent.get('d')]).toEqual(['B', 'c', 'd']);
  recent.delete('c');
  recent.put('e', 'e', 40);
  expect([recent.get('b'), recent.get('d'), recent.get('e')]).toEqual(['B', 'd', 'e']);
});

test('a document that is larger than all that may be kept is not kept', () => {
  const recent = new RecentDocuments(100);
  recent.put('a', 'a', 101);
  expect(recent.get('a')).toBeUndefined();
  recent.put('b', 'b', 100);
  expect(recent.get('b')).toBe('b');
});
