// The functions that Step Functions adds to the language.
// AWS: numbers that have to be whole are cut towards zero; missing arguments and impossible sizes give nothing.
import type { Bindings } from '../../evaluate';
import { hash } from '../../hash';
import { javaRandom } from '../../java-random';
import { JsonataFailure } from '../failure';
import { machine, memoryExceeded } from '../machine';
import { parseJson } from '../parse-json';
import { Sequence, type Value } from '../value';
import type { FunctionRows } from './row';

/** AWS: `$range(1, 360145, 1)` is accepted, one more is refused. */
const rangeItemsMax = 360_145;

function bindings(): Bindings {
  return machine.bindings as Bindings;
}

/** The array in chunks; without a size in one. */
function partition(items: Value, size: Value): Value {
  if (items === undefined || (items as readonly Value[]).length === 0) return undefined;
  const all = items as readonly Value[];
  const length = size === undefined ? all.length : Math.trunc(size as number);
  if (length === 0) return undefined;
  if (!(length > 0)) throw new JsonataFailure('D3137', { message: 'Second argument must be zero or greater' });
  machine.spend(all.length);
  const chunks: Value[] = [];
  for (let i = 0; i < all.length; i += length) chunks.push(all.slice(i, i + length));
  return chunks;
}

/** From start to end by steps; one number stands for itself. */
function range(start: Value, end: Value, step: Value): Value {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const from = Math.trunc(start as number);
  const to = Math.trunc(end as number);
  const by = Math.trunc(step as number);
  const count = Math.floor((to - from) / by) + 1;
  if (by === 0 || !(count > 0)) return undefined;
  if (count > rangeItemsMax) throw memoryExceeded();
  machine.spend(count);
  return new Sequence(Array.from({ length: count }, (_, i) => from + i * by));
}

function digest(text: Value, algorithm: Value): Value {
  if (text === undefined || algorithm === undefined) return undefined;
  machine.spend((text as string).length);
  const hex = hash(text as string, algorithm as string);
  if (hex === undefined)
    throw new JsonataFailure('D3137', { message: `Unsupported hash algorithm: ${algorithm as string}` });
  return hex;
}

function random(seed: Value): Value {
  return seed === undefined ? bindings().random() : javaRandom(seed as number).nextDouble();
}

export const EXTENSIONS: FunctionRows = {
  partition: { signature: '<an?:a>', arity: 2, run: partition },
  range: { signature: '<nnn?:a>', arity: 3, run: range },
  hash: { signature: '<ss?:s>', arity: 2, run: digest },
  random: { signature: '<n?:n>', arity: 1, run: random },
  uuid: { signature: '<:s>', arity: 0, run: () => bindings().uuid() },
  parse: { signature: '<s?:x>', arity: 1, run: (text) => (text === undefined ? undefined : parseJson(text as string)) },
};
