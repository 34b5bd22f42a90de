// Nanoseconds per evaluation of an expression: ours, the jsonata package with the expression parsed once, their ratio.
//   node --import tsx bench/jsonata-speed.ts
import jsonata from 'jsonata';
import type { Json } from '../lib/json';
import { type Bindings, compileJsonata } from '../lib/query';

const lines = Array.from({ length: 20 }, (_, i) => ({ price: i + 0.5, qty: i % 5 }));
const input: Json = { n: 1e9, name: 'ann', lines };
const variables: { readonly [name: string]: Json } = { i: 4, acc: 10, n: 1_000_000 };
const bindings: Bindings = {
  input,
  result: undefined,
  errorOutput: undefined,
  context: () => ({}),
  variable: (name) => variables[name],
  now: () => 0,
  random: () => 0,
  uuid: () => '',
};
const expressions = [
  '$i + 1',
  '$acc + $i',
  '$i < $n',
  '$states.input.n',
  '$states.input.lines[qty > 2].(price * qty)',
  '$sum($states.input.lines.(price * qty))',
  "'n=' & $string($i) & '/' & $uppercase($states.input.name)",
  '$map($states.input.lines, function($l){ $l.price * 2 })',
  '{"a": $i, "b": $states.input.name}',
  '($x := $i + 1; $x * 2)',
];

/** What was computed, so that nothing is optimized away. */
let sink: unknown;

function nanoseconds(begin: bigint, count: number): number {
  return Number(process.hrtime.bigint() - begin) / count;
}

function measureOurs(source: string): number {
  const evaluate = compileJsonata(`{% ${source} %}`, 'Output');
  const count = source.includes('lines') ? 20_000 : 500_000;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    const begin = process.hrtime.bigint();
    for (let i = 0; i < count; i++) sink = evaluate(null, bindings);
    best = Math.min(best, nanoseconds(begin, count));
  }
  return best;
}

async function measureTheirs(source: string): Promise<number> {
  const expression = jsonata(source);
  const given = { states: { input }, ...variables };
  const count = source.includes('lines') ? 300 : 20_000;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    const begin = process.hrtime.bigint();
    for (let i = 0; i < count; i++) sink = await expression.evaluate(undefined, given);
    best = Math.min(best, nanoseconds(begin, count));
  }
  return best;
}

async function main(): Promise<void> {
  for (const source of expressions) {
    const ours = measureOurs(source);
    const theirs = await measureTheirs(source);
    const row = [`${ours.toFixed(0)} ns`, `${theirs.toFixed(0)} ns`, `${(theirs / ours).toFixed(0)} times`];
    console.log(source.padEnd(62) + row.map((cell) => cell.padStart(11)).join(''));
  }
  if (sink === undefined) throw new Error('nothing was evaluated');
}

void main();
