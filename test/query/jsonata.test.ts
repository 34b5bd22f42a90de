// The language, feature by feature. Expressions see `order` as their document.
import { freeze, type Json } from '../../lib/json';
import { type Bindings, compileJsonata, EvaluationError } from '../../lib/query';
import { JsonataFailure } from '../../lib/query/jsonata/failure';
import { signatures } from '../../lib/query/jsonata/functions/table';
import { compileLanguage } from '../../lib/query/jsonata/language';

const order: Json = freeze({
  id: 'o-1',
  customer: { name: 'Ann Lee', address: { city: 'Ulm', 'post code': '89073' } },
  lines: [
    { sku: 'nut', price: 0.25, qty: 100, tags: ['steel', 'm4'] },
    { sku: 'bolt', price: 0.5, qty: 40, tags: ['steel'] },
    { sku: 'nut', price: 0.2, qty: 500 },
  ],
  notes: [],
  flag: null,
});
const bindings: Bindings = {
  input: order,
  result: undefined,
  errorOutput: undefined,
  context: () => ({}),
  variable: (name) => (name === 'rate' ? 1.5 : undefined),
  now: () => 1_500_000_000_000,
  random: () => 0.25,
  uuid: () => 'u',
};
const evaluate = (source: string): unknown => compileLanguage(source)(order, bindings);

function codeOf(source: string): string {
  try {
    evaluate(source);
  } catch (error) {
    if (error instanceof JsonataFailure) return `${error.code}: ${error.text()}`;
    throw error;
  }
  throw new Error(`${source} did not fail`);
}

type Rows = readonly (readonly [source: string, expected: unknown])[];
function gives(title: string, rows: Rows): void {
  describe(title, () => {
    test.each(rows)('%s', (source, expected) => expect(evaluate(source)).toEqual(expected));
  });
}

gives('paths', [
  ['id', 'o-1'],
  ['customer.address.city', 'Ulm'],
  ['customer.address.`post code`', '89073'],
  ['customer."name"', 'Ann Lee'],
  ['lines.sku', ['nut', 'bolt', 'nut']],
  ['lines.tags', ['steel', 'm4', 'steel']],
  ['lines.nothing', undefined],
  ['nothing.at.all', undefined],
  ['notes', []],
  ['flag', null],
  ['lines.(price * qty)', [25, 20, 100]],
  ['customer.(name & ", " & address.city)', 'Ann Lee, Ulm'],
  ['$$.id', 'o-1'],
  ['lines.{"s": sku}', [{ s: 'nut' }, { s: 'bolt' }, { s: 'nut' }]],
  [
    'lines.[sku, qty]',
    [
      ['nut', 100],
      ['bolt', 40],
      ['nut', 500],
    ],
  ],
  ['[1, 2].($ * 2)', [2, 4]],
]);

gives('a single result stands for itself, unless [] keeps the array', [
  ['lines[qty = 40].sku', 'bolt'],
  ['lines[qty = 40].sku[]', ['bolt']],
  ['lines[][qty = 40].sku', ['bolt']],
  ['id[]', ['o-1']],
  ['(lines.tags)[]', ['steel', 'm4', 'steel']],
  ['lines[0][].tags', ['steel', 'm4']],
  ['$map([1], function($v){$v})', 1],
  ['$map([1], function($v){$v})[]', [1]],
]);

gives('predicates', [
  ['lines[0].sku', 'nut'],
  ['lines[-1].qty', 500],
  ['lines[9]', undefined],
  ['lines[1.7].sku', 'bolt'],
  ['lines.tags[0]', ['steel', 'steel']],
  ['(lines.tags)[0]', 'steel'],
  ['lines[[0, 2]].qty', [100, 500]],
  ['lines[sku = "nut" and qty > 100].price', 0.2],
  ['lines[tags].sku', ['nut', 'bolt']],
  ['lines["m4" in tags].sku', 'nut'],
  ['id[0]', 'o-1'],
  ['id[1]', undefined],
]);

gives('wildcards, descendants, parents', [
  ['customer.address.*', ['Ulm', '89073']],
  ['*.city', undefined],
  ['**.city', 'Ulm'],
  ['$count(**)', 23],
  ['lines.tags.%.sku', ['nut', 'nut', 'bolt']],
  ['lines.tags.{"tag": $, "of": %.sku, "in": %.%.id}[0]', { tag: 'steel', of: 'nut', in: 'o-1' }],
  ['lines.tags[%.sku = "bolt"]', 'steel'],
  ['lines.(tags)[%.sku = "bolt"]', 'steel'],
  ['lines[%.id = "o-1"].qty', [100, 40, 500]],
]);

gives('names for items and positions', [
  ['lines#$i.($string($i) & sku)', ['0nut', '1bolt', '2nut']],
  ['lines#$i[$i > 0].sku', ['bolt', 'nut']],
  ['lines@$l.customer.{"who": name, "what": $l.sku}[1]', { who: 'Ann Lee', what: 'bolt' }],
  ['lines@$a.lines@$b[$a.qty < $b.qty].($a.sku & $b.sku)', ['nutnut', 'boltnut', 'boltnut']],
  [
    'lines^(qty)#$i.{"r": $i, "q": qty}',
    [
      { r: 0, q: 40 },
      { r: 1, q: 100 },
      { r: 2, q: 500 },
    ],
  ],
]);

gives('sorting and grouping', [
  ['lines^(price).price', [0.2, 0.25, 0.5]],
  ['lines^(>price).price', [0.5, 0.25, 0.2]],
  ['lines^(sku, >qty).qty', [40, 500, 100]],
  ['lines{sku: qty}', { nut: [100, 500], bolt: 40 }],
  ['lines{sku: $sum(qty)}', { nut: 600, bolt: 40 }],
  ['lines@$l{$l.sku: $l.price}', { nut: [0.25, 0.2], bolt: 0.5 }],
  ['{"a": nothing, "b": flag}', { b: null }],
  ['{id: 1}', { 'o-1': 1 }],
]);

gives('operators', [
  ['1 + 2 * 3 - 4 / 2', 5],
  ['7 % 3', 1],
  ['-(2)', -2],
  ['nothing + 1', undefined],
  ['"a" & 1 & true & null & nothing', 'a1truenull'],
  ['[1, 2] = [1, 2]', true],
  ['{"a": 1, "b": 2} = {"b": 2, "a": 1}', true],
  ['1 = "1"', false],
  ['nothing = nothing', false],
  ['nothing != 1', false],
  ['2 in [1, 2]', true],
  ['"b" > "a"', true],
  ['nothing < 1', undefined],
  ['"" or "x"', true],
  ['[] and true', false],
  ['[1..3]', [1, 2, 3]],
  ['[3..1]', []],
  ['[1..2, 5]', [1, 2, 5]],
  ['[[1, 2], [3]]', [[1, 2], [3]]],
  ['true ? "y" : "n"', 'y'],
  ['nothing ? "y"', undefined],
]);

gives('variables, blocks and functions', [
  ['($x := 2; $y := $x * 3; $y + 1)', 7],
  ['($x := 1; ($x := 2); $x)', 1],
  ['($x := 1; ($y := $x; $x := 2; $y))', 1],
  ['$rate * 2', 3],
  ['()', undefined],
  ['function($a, $b){ $a & $b }("x", "y")', 'xy'],
  ['($add := function($a){ function($b){ $a + $b } }; $add(1)(2))', 3],
  ['($f := function($n){ $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))', 3628800],
  [
    '($even := function($n){ $n = 0 ? true : $odd($n - 1) }; $odd := function($n){ $n = 0 ? false : $even($n - 1) }; $even(1000))',
    true,
  ],
  ['($first := $substring(?, 0, 1); $first("abc"))', 'a'],
  ['($f := function($a, $b, $c){ $a & $b & $c }; $g := $f(?, "-", ?); $g(1, 2))', '1-2'],
  ['"abc" ~> $uppercase ~> $length', 3],
  ['($f := $uppercase ~> $length; $f("ab"))', 2],
  ['lines.sku ~> $map($uppercase) ~> $join("/")', 'NUT/BOLT/NUT'],
  ['id.$uppercase()', 'O-1'],
  ['λ($x)<n:n>{ $x + 1 }(1)', 2],
  ['id.function($p, $s)<s-s:s>{ $p & $s }("!")', 'o-1!'],
]);

gives('higher-order functions', [
  ['$map([1, 2], function($v, $i, $a){ $v * $i + $count($a) })', [2, 4]],
  ['$filter(lines, function($l){ $l.qty < 200 }).sku', ['nut', 'bolt']],
  ['$reduce([1..5], function($a, $b){ $a * $b })', 120],
  ['$reduce([1, 2], function($a, $b){ $a + $b }, 10)', 13],
  ['$single(lines, function($l){ $l.sku = "bolt" }).qty', 40],
  ['$sift({"a": 1, "b": 2}, function($v, $k){ $k = "b" })', { b: 2 }],
  ['$each({"a": 1, "b": 2}, function($v, $k){ $k & $v })', ['a1', 'b2']],
  ['$sort(lines, function($a, $b){ $a.qty > $b.qty }).qty', [40, 100, 500]],
]);

gives('transforms', [
  [
    'customer ~> |address|{"zip": $.`post code`}, "post code"|',
    { name: 'Ann Lee', address: { city: 'Ulm', zip: '89073' } },
  ],
  ['($ ~> |lines[sku = "nut"]|{"qty": 0}|).lines.qty', [0, 40, 0]],
  ['nothing ~> |a|{}|', undefined],
]);

gives('strings', [
  ['$substring("hello", 1, 3)', 'ell'],
  ['$substring("hello", -3)', 'llo'],
  ['$length("a😀b")', 3],
  ['$substring("a😀b", 1, 1)', '😀'],
  ['$pad("x", -3, "ab")', 'abx'],
  ['$trim("  a \\n b ")', 'a b'],
  ['$substringBefore("a-b-c", "-") & $substringAfter("a-b-c", "-")', 'ab-c'],
  ['$split("a, b,c", /, ?/)', ['a', 'b', 'c']],
  ['$split("abc", "", 2)', ['a', 'b']],
  ['$contains("abc", /B/i)', true],
  ['$replace("john smith", /(\\w+)\\s(\\w+)/, "$2, $1")', 'smith, john'],
  ['$replace("265USD", /([0-9]+)USD/, function($m){ $string($number($m.groups[0]) * 2) })', '530'],
  ['$match("ab12", /([a-z])(\\d)/)', { match: 'b1', index: 1, groups: ['b', '1'] }],
  ['/b/("abc").start', 1],
  ['$base64decode($base64encode("héllo"))', 'héllo'],
  ['$encodeUrlComponent("?x=test")', '%3Fx%3Dtest'],
  ['$string({"a": 1/3, "f": $sum})', '{"a":0.333333333333333,"f":""}'],
  ['$string([1], true)', '[\n  1\n]'],
  ['$string(1e21) & " " & $string(1e20)', '1e+21 100000000000000000000'],
]);

gives('numbers and dates', [
  ['$round(2.5) & $round(3.5) & $round(-0.5)', '240'],
  ['$round(12345.675, 2)', 12345.68],
  ['$number("0x1F") + $number("1e3") + $number(true)', 1032],
  ['$formatNumber(1234.5678, "#,##0.00")', '1,234.57'],
  ['$formatNumber(0.14, "01%")', '14%'],
  ['$formatNumber(0, "0.00e0") & $formatNumber(-42, "0e0")', '0.00e0-4e1'],
  ['$formatBase(255, 16)', 'ff'],
  ['$formatInteger(1999, "I") & $formatInteger(12, "w")', 'MCMXCIXtwelve'],
  ['$parseInteger("twelve thousand, four hundred and seventy-six", "w")', 12476],
  ['$fromMillis(1510067557121, "[M01]/[D01]/[Y0001] [h#1]:[m01][P]")', '11/07/2017 3:12pm'],
  ['$toMillis("2017-11-07T15:07:54.972Z")', 1510067274972],
  ['$toMillis("12:00", "[H01]:[m01]")', Date.UTC(2017, 6, 14, 12)],
  ['$average(lines.price) > 0.31', true],
  ['$max([]) = nothing', false],
]);

gives('arrays and objects', [
  ['$append([1], 2)', [1, 2]],
  ['$distinct(lines.sku)', ['nut', 'bolt']],
  ['$distinct(lines[sku = "nut"].sku)', 'nut'],
  ['$reverse([1, 2, 3])', [3, 2, 1]],
  [
    '$zip([1, 2], ["a", "b", "c"])',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  ['$keys(lines)', ['sku', 'price', 'qty', 'tags']],
  ['$lookup(customer, "name")', 'Ann Lee'],
  ['$merge([{"a": 1}, {"a": 2, "b": 3}])', { a: 2, b: 3 }],
  ['$spread({"a": 1, "b": 2})', [{ a: 1 }, { b: 2 }]],
  ['$type(flag) & $type([]) & $type($sum)', 'nullarrayfunction'],
  ['$exists(flag) and $not($exists(nothing))', true],
]);

describe('errors', () => {
  test.each([
    ['1 + "a"', 'T2002: The right side of the "+" operator must evaluate to a number'],
    ['"a" - 1', 'T2001: The left side of the "-" operator must evaluate to a number'],
    ['-"a"', 'D1002: Cannot negate a non-numeric value: "a"'],
    ['1/0 + 1', 'D1001: Number out of range: null'],
    ['true < 1', 'T2010: The expressions either side of operator "<" must evaluate to numeric or string values'],
    ['[1.5..2]', 'T2003: The left side of the range operator (..) must evaluate to an integer'],
    [
      '[1..20000000]',
      'D2014: The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate 20000000.',
    ],
    ['{1: 2}', 'T1003: Key in object structure must evaluate to a string; got: 1'],
    ['{"a": 1, "a": 2}', 'D1009: Multiple key definitions evaluate to same key: "a"'],
    ['id()', 'T1006: Attempted to invoke a non-function'],
    ['sum(1)', 'T1005: Attempted to invoke a non-function. Did you mean $sum?'],
    ['substring(?, 1)', 'T1007: Attempted to partially apply a non-function. Did you mean $substring?'],
    ['1 ~> 2', 'T2006: The right side of the function application operator ~> must be a function'],
    ['lines^(tags)', 'T2008: The expressions within an order-by clause must evaluate to numeric or string values'],
    ['[{"a": 1}, {"a": "b"}]^(a)', 'T2007: Type mismatch when comparing values 1 and "b" in order-by clause'],
    [
      '$sort([1, "a"])',
      'D3070: The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function',
    ],
    ['$single([1, 2])', 'D3138: The $single() function expected exactly 1 matching result.  Instead it matched more.'],
    ['$uppercase(1)', 'T0410: Argument 1 of function "uppercase" does not match function signature'],
    ['(5).$uppercase()', 'T0411: Context value is not a compatible type with argument 1 of function "uppercase"'],
    ['$match("ab", /x*/)', 'D1004: Regular expression matches zero length string'],
    ['$decodeUrl("%")', 'D3140: Malformed URL passed to $decodeUrl(): "%"'],
    ['$ ~> |lines|1|', 'T2011: The insert/update clause of the transform expression must evaluate to an object: 1'],
  ])('%s', (source, text) => expect(codeOf(source)).toBe(text));
});

test('every built-in function rejects what its signature rejects, and none crashes', () => {
  for (const name of signatures().keys()) {
    for (const args of [
      '',
      'null',
      '1',
      '"a"',
      '[]',
      '{}',
      '$sum',
      '[1], [2], [3], [4], [5]',
      '"a", "b", "c"',
      '1, "0", 1',
    ]) {
      try {
        compileJsonata(`{% $${name}(${args}) %}`, 'v')(null, bindings);
      } catch (error) {
        expect(error).toBeInstanceOf(EvaluationError);
      }
    }
  }
});
