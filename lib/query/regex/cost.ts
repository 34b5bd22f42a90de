// How long the host's engine may take for a pattern at worst, so that it is used only where that is little.
// A pattern without nested loops and without references has at most so many ways to match from one position: each loop's
// length and each alternative are free to choose. The bound is loose; what exceeds it runs on our machine, which counts.
import type { AST } from '@eslint-community/regexpp';
import { isUnit } from './program';

/** The number of ways is `factor × length^degree`. */
export interface Cost {
  readonly factor: number;
  readonly degree: number;
}

/** Undefined where no such bound holds. */
export function costOf(alternatives: readonly AST.Alternative[]): Cost | undefined {
  let factor = alternatives.length;
  let degree = 0;
  for (const element of alternatives.flatMap((alternative) => alternative.elements)) {
    const cost = elementCost(element);
    if (cost === undefined) return undefined;
    factor *= cost.factor;
    degree += cost.degree;
  }
  return { factor, degree };
}

function elementCost(element: AST.Element): Cost | undefined {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      return costOf(element.alternatives);
    case 'Quantifier':
      return loopCost(element);
    case 'Assertion':
      return element.kind === 'lookahead' || element.kind === 'lookbehind' ? undefined : { factor: 1, degree: 0 };
    case 'Backreference':
    case 'ExpressionCharacterClass':
      return undefined;
    default:
      return { factor: 1, degree: 0 };
  }
}

function loopCost({ element, min, max }: AST.Quantifier): Cost | undefined {
  const inner = isUnit(element) ? { factor: 1, degree: 0 } : elementCost(element);
  if (inner === undefined) return undefined;
  // A body with choices of its own may run once at most, otherwise the choices multiply with every run.
  if (max > 1 && (inner.factor > 1 || inner.degree > 0)) return undefined;
  if (max === Number.POSITIVE_INFINITY) return { factor: 1, degree: 1 };
  return { factor: inner.factor * (max - min + 1), degree: inner.degree };
}
