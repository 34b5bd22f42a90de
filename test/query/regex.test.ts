import { RegExpParser } from '@eslint-community/regexpp';
import fc from 'fast-check';
import { costOf } from '../../lib/query/regex/cost';
import { RegexRun } from '../../lib/query/regex/machine';
import { compileProgram } from '../../lib/query/regex/program';
import { compileRegex, type RegexMatch } from '../../lib/query/regex/regex';

const plenty = () => ({ steps: 1_000_000 });

/** All the matching is done by the backtracking machine, whatever the pattern costs. */
function byMachine(source: string, flags: string, text: string): RegexMatch | undefined {
  const program = compileProgram(new RegExpParser().parsePattern(source), flags);
  const run = new RegexRun(program, text, plenty());
  for (let start = 0; start <= text.length; start++) {
    if (!run.matchesAt(start)) continue;
    const { registers } = run;
    const groups = Array.from({ length: program.groups }, (_, i) => {
      const [from, to] = [registers[2 * i + 2] as number, registers[2 * i + 3] as number];
      return from < 0 || to < 0 ? undefined : text.slice(from, to);
    });
    return { start: registers[0] as number, end: registers[1] as number, groups };
  }
  return undefined;
}

function byHost(source: string, flags: string, text: string): RegexMatch | undefined {
  const found = new RegExp(source, flags).exec(text);
  if (found === null) return undefined;
  return { start: found.index, end: found.index + found[0].length, groups: found.slice(1) };
}

describe('the machine matches as the host does', () => {
  const cases: readonly (readonly [source: string, flags: string, text: string])[] = [
    ['a+b', '', 'caaab'],
    ['(a+)+b', '', 'xaaab'],
    ['(a|ab)(c|bcd)(d*)', '', 'abcd'],
    ['a*?b', '', 'aab'],
    ['(a*)*', '', 'b'],
    ['(?:a|b)*?c', '', 'abac'],
    ['(z)((a+)?(b+)?(c))*', '', 'zaacbbbcac'],
    ['(?=(a+))a*b\\1', '', 'baaabac'],
    ['(?!foo)...', '', 'foobar'],
    ['(?<=(\\d+)(\\d+))$', '', '1053'],
    ['(?<!a)b', '', 'abb'],
    ['\\b\\w+\\b', '', '  word '],
    ['^b', 'm', 'a\nb'],
    ['A$', 'im', 'xa\nb'],
    ['[^a-c]{2,3}?d', 'i', 'abXYZd'],
    ['(\\w)\\1', 'i', 'abCc'],
    ['(?:a{2,3}){2}', '', 'aaaaaa'],
    ['(?:){0,3}x', '', 'x'],
    ['(?<y>\\d{4})-(?<m>\\d\\d)', '', 'on 2024-05'],
    ['.', '', '\n'],
    ['.', 's', '\n'],
    ['\\s+$', '', 'a  '],
    ['ſ', 'i', 's'],
    ['[\\d-x]+', '', '1-x'],
  ];

  test.each(cases)('/%s/%s on %j', (source, flags, text) => {
    expect(byMachine(source, flags, text)).toEqual(byHost(source, flags, text));
    expect(compileRegex(source, flags).find(text, 0, plenty())).toEqual(byHost(source, flags, text));
  });

  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$', '\\1');
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    pattern: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      atom,
      fc
        .tuple(fc.constantFrom('a', 'b', '.', '[ab]'), fc.constantFrom('*', '+', '?', '{1,2}', '*?', '+?'))
        .map((both) => both.join('')),
      fc
        .tuple(tie('pattern'), fc.constantFrom('', '*', '+', '?', '{2}', '*?', '??', '{0,2}'))
        .map(([inner, loop]) => `(${inner})${loop}`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
      fc.tuple(fc.constantFrom('?=', '?!', '?<=', '?<!'), tie('pattern')).map(([kind, inner]) => `(${kind}${inner})`),
    ),
  }));

  test('for patterns of all kinds', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('', 'i', 'm', 'im'),
        fc.string({ unit: fc.constantFrom('a', 'b', 'B', '\n'), maxLength: 8 }),
        (source, flags, text) => {
          expect(byMachine(source, flags, text)).toEqual(byHost(source, flags, text));
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('every search ends', () => {
  const exploding = [
    '(a+)+$',
    '(a|aa)+$',
    '(.*)*x',
    '(a*)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(x+x+)+y',
    '(?:a?){30}a{30}',
  ];

  test.each(exploding)('%s gives up when its budget is used', (source) => {
    const budget = { steps: 200_000 };
    const text = `${'a'.repeat(5000)}${'x'.repeat(5000)}!`;
    compileRegex(source, '').find(text, 0, budget);
    expect(budget.steps).toBeLessThan(200_000);
  });

  test('a loop over many characters needs no stack of the host', () => {
    const text = 'ab'.repeat(100_000);
    expect(compileRegex('^(?:ab|c)*$', '').find(text, 0, { steps: 10_000_000 })?.end).toBe(text.length);
  });

  test('the host is trusted only where few ways to match exist', () => {
    const degree = (source: string) => costOf(new RegExpParser().parsePattern(source).alternatives)?.degree;
    expect(degree('^hello\\$')).toBe(0);
    expect(degree('[a-z]+@[a-z]+\\.com')).toBe(2);
    expect(degree('(a+)+')).toBeUndefined();
    expect(degree('(a|b)*')).toBeUndefined();
    expect(degree('(a)\\1')).toBeUndefined();
  });
});
