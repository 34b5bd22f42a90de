// Regular expressions in filters (`@.name =~ /b.*/i`): Java's in the service, ECMAScript's here, which agree on what people write.
import { ExpressionSyntaxError } from '../evaluate';
import { compileRegex, type Regex } from '../regex/regex';
import { type Budget, spend } from './budget';

export interface Pattern {
  /** Whether the pattern matches the whole text. @throws EvaluationError States.Runtime if that takes too many steps */
  matches(text: string, budget: Budget): boolean;
}

/** Java's flags that mean something here; `d`, `u` and `U` change nothing for the texts of a workflow. */
const flagsKnown = /^[imsduU]*$/;
/** Flags may also stand at the start of a Java pattern: `(?i)b.*`. */
const inlineFlags = /^\(\?([imsduU]+)\)/;

/** @throws ExpressionSyntaxError SCHEMA_VALIDATION_FAILED */
export function compilePattern(source: string, flags: string): Pattern {
  if (!flagsKnown.test(flags)) refuse(`the flags '${flags}' of /${source}/ are not supported: use i, m or s`);
  const inline = inlineFlags.exec(source);
  const body = inline === null ? source : source.slice(inline[0].length);
  const wanted = new Set([...flags, ...(inline?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)));
  const regex = compile(wanted.has('m') ? `(?<![^])(?:${body})(?![^])` : `^(?:${body})$`, [...wanted].join(''), source);
  return {
    matches(text, budget) {
      const found = regex.find(text, 0, budget);
      spend(budget, 1);
      return found !== undefined;
    },
  };
}

function compile(whole: string, flags: string, source: string): Regex {
  try {
    return compileRegex(whole, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(`/${source}/ is not a regular expression: ${error.message}`);
  }
}

function refuse(problem: string): never {
  throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', problem);
}
