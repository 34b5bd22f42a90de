import fc from 'fast-check';
import { OrderedKeys } from '../../lib/store/ordered-keys';

const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const key = fc.stringMatching(/^[a-c\u00e9\uff21\u{1f600}]{0,4}$/u);

test('S2: keys come in the order of their UTF-8 bytes, forward from and backward below any place', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), fc.array(key, { maxLength: 20 }), key, (added, deleted, place) => {
      const keys = new OrderedKeys();
      for (const one of added) keys.add(one);
      for (const one of deleted) keys.delete(one);
      const gone = new Set(deleted);
      const left = [...new Set(added)].filter((one) => !gone.has(one)).sort(bytes);
      expect([...keys.from(place)]).toEqual(left.filter((one) => bytes(one, place) >= 0));
      expect([...keys.below(place)]).toEqual(left.filter((one) => bytes(one, place) < 0).reverse());
    }),
  );
});

test('keys that are added and deleted while others are read change nothing but themselves', () => {
  const keys = new OrderedKeys();
  const names = Array.from({ length: 3_000 }, (_, n) => String(n).padStart(5, '0'));
  for (const name of names) keys.add(name);
  const read: string[] = [];
  for (const name of keys.from('')) {
    read.push(name);
    keys.delete(name);
    keys.add(`!${name}`);
  }
  expect(read).toEqual(names);
  expect([...keys.below('~')]).toEqual(names.map((name) => `!${name}`).reverse());
});
