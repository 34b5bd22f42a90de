// Intrinsics on numbers, and UUID.
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

/** The start is included, the end is not. */
export const mathRandom: Intrinsic = {
  arity: [2, 3],
  apply: ([from, to, seed], _fail, bindings) => {
    if (typeof from !== 'number' || typeof to !== 'number') return invalid;
    const start = javaRound(from);
    const end = javaRound(to);
    if (!isInteger(start) || !isInteger(end) || start >= end) return invalid;
    if (seed !== undefined && typeof seed !== 'number') return invalid;
    return start + Math.floor(bindings.random() * (end - start));
  },
};

export const uuid: Intrinsic = { arity: [0, 0], apply: (_args, _fail, bindings) => bindings.uuid() };
