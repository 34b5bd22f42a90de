import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FieldRule, machineRule, type ObjectRule, objectRules, stateRules } from '../../lib/asl';

const lib = join(__dirname, '../../lib');
const tables: [string, ObjectRule][] = [
  ['machine', machineRule],
  ...Object.entries(stateRules),
  ...Object.entries(objectRules),
];
const rows: [string, string, FieldRule][] = tables.flatMap(([table, { fields }]) =>
  Object.entries(fields).map(([field, rule]): [string, string, FieldRule] => [table, field, rule]),
);

test.each(rows.filter(([, , { readBy }]) => readBy !== undefined))(
  '%s.%s is read by the file that the table names',
  (_table, field, { readBy }) => {
    const file = join(lib, readBy as string);
    expect(existsSync(file)).toBe(true);
    // Families of fields are read under a computed name: `${type}Equals`, `${field}Path`.
    const text = readFileSync(file, 'utf8');
    expect(
      [field, field.replace(/Path$/, '')].some((name) => text.includes(name)) ||
        /Equals|LessThan|GreaterThan|^Is/.test(field),
    ).toBe(true);
  },
);

test('every row says what its field is', () => {
  for (const [table, field, { about }] of rows)
    expect([table, field, about]).toEqual([table, field, expect.stringMatching(/\.$/)]);
});

test('groups name fields that are there', () => {
  for (const [, { fields, groups }] of tables) {
    for (const group of groups) expect(Object.keys(fields)).toEqual(expect.arrayContaining([...group.fields]));
  }
});

test('tables of inner objects are all used', () => {
  const used = new Set(rows.map(([, , { of }]) => of));
  for (const name of Object.keys(objectRules)) expect(used).toContain(name);
});
