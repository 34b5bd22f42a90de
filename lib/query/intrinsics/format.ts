// States.Format: `{}` in the template stands for the next argument.
import type { Json } from '../../json';
import type { Fail, Intrinsic } from './intrinsic';
import { invalid } from './intrinsic';
import { javaText } from './java';

export const format: Intrinsic = {
  arity: [1, Number.POSITIVE_INFINITY],
  apply: (args, fail) => {
    const [template] = args;
    if (typeof template !== 'string') return invalid;
    return fill(splitTemplate(template, fail), args, fail);
  },
};

/** The literal pieces between the placeholders. A backslash takes the next brace, quote or backslash as it is. */
export function splitTemplate(template: string, fail: Fail): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < template.length; i++) {
    const unit = template.charAt(i);
    const next = template.charAt(i + 1);
    if (unit === '\\' && next !== '' && "{}'\\".includes(next)) {
      piece += next;
      i++;
    } else if (unit === '{') {
      if (next !== '}') fail("Invalid template in States.Format: matching '}' not found for '{'.");
      pieces.push(piece);
      piece = '';
      i++;
    } else if (unit === '}') fail("Invalid template in States.Format: matching '{' not found for '}'.");
    else piece += unit;
  }
  pieces.push(piece);
  return pieces;
}

export function fill(pieces: readonly string[], args: readonly Json[], fail: Fail): string {
  if (pieces.length !== args.length) fail('Invalid arguments in States.Format');
  let text = pieces[0] as string;
  for (let i = 1; i < pieces.length; i++) {
    const value = args[i] as Json;
    text += (typeof value === 'string' ? value : javaText(value)) + (pieces[i] as string);
  }
  return text;
}
