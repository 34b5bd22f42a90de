// Intrinsics on numbers, and UUID.
import { javaRandom } from '../java-random';
import { type Intrinsic, invalid } from './intrinsic';
import { javaRound } from './java';

const integerMin = -2_147_483_648;
const integerMax = 2_147_483_647;

export const mathAdd: Intrinsic = {
  arity: [2, 2],
  apply: ([left, right]) => {
    if (typeof left !== 'number' || typeof right !== 'number') return invalid;
    const a = javaRound(left);
    const b = javaRound(right);
    return isInteger(a) && isInteger(b) && isInteger(a + b) ? a + b : invalid;
  },
};

function isInteger(value: number): boolean {
  return value >= integerMin && value <= integerMax;
}

/** The start is included, the end is not. A seed makes the result that of `new java.util.Random(seed).nextInt(end - start)`. */
export const mathRandom: Intrinsic = {
  arity: [2, 3],
  apply: ([from, to, seed], _fail, bindings) => {
    if (typeof from !== 'number' || typeof to !== 'number') return invalid;
    // AWS: fractions are cut off, contrary to the guide, which rounds.
    const start = Math.trunc(from) + 0;
    const end = Math.trunc(to) + 0;
    if (!isInteger(start) || !isInteger(end) || start >= end) return invalid;
    if (seed === undefined || end - start > integerMax) return start + Math.floor(bindings.random() * (end - start));
    return typeof seed === 'number' ? start + javaRandom(seed).nextInt(end - start) : invalid;
  },
};

/** AWS: arguments are ignored. */
export const uuid: Intrinsic = {
  arity: [0, Number.POSITIVE_INFINITY],
  apply: (_args, _fail, bindings) => bindings.uuid(),
};
