// java.util.Random, bit for bit: seeded results of the service come from it ($random(seed), States.MathRandom with a seed).
const multiplier = 0x5deece66dn;
const addend = 0xbn;

export interface JavaRandom {
  /** A whole number in [0, bound); bound from 1 to 2^31 − 1. */
  nextInt(bound: number): number;
  /** A number in [0, 1). */
  nextDouble(): number;
}

/** @param seed a whole number; the fraction of any other is dropped */
export function javaRandom(seed: number): JavaRandom {
  let state = BigInt.asUintN(48, BigInt(Math.trunc(seed)) ^ multiplier);
  /** The next number of so many bits. */
  const next = (bits: number): number => {
    state = BigInt.asUintN(48, state * multiplier + addend);
    return Number(state >> BigInt(48 - bits));
  };
  return {
    nextInt(bound) {
      let bits = next(31);
      if ((bound & (bound - 1)) === 0) return Math.floor((bits * bound) / 2 ** 31);
      // Drawn again when it comes from the last, incomplete run of `bound` numbers, which would favour small ones.
      while (bits - (bits % bound) + (bound - 1) > 0x7fffffff) bits = next(31);
      return bits % bound;
    },
    nextDouble() {
      const high = next(26);
      return (high * 2 ** 27 + next(27)) / 2 ** 53;
    },
  };
}
