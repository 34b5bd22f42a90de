// Function signatures, `<s-nn?:s>`: which arguments a function takes, which of them the context may stand in for,
// and which single values become arrays. The general rule matches the arguments' type letters against a pattern that is
// made of the signature; arguments that simply fit one by one need no pattern.
import { JsonataFailure } from './failure';
import { Callable, contained, itemsOf, plain, type Value } from './value';

interface Parameter {
  /** One of the letters of `TYPES`, or several in brackets. */
  readonly type: string;
  /** The letters of the arguments that fit. */
  accepts: string;
  /** `?`, `+` or nothing. */
  repeat: '' | '?' | '+';
  /** `-`: the context stands in for a missing argument. */
  context: boolean;
  /** What an array's items have to be. */
  items: string | undefined;
}

export interface SignatureCheck {
  readonly validate: (args: readonly Value[], context: Value) => readonly Value[];
}

/** `m` is a missing value: it fits everywhere but for a function. */
const TYPES: { readonly [letter: string]: string } = {
  s: 'sm',
  n: 'nm',
  b: 'bm',
  l: 'lm',
  o: 'om',
  a: 'asnblfom',
  f: 'f',
  j: 'asnblom',
  x: 'asnblfom',
};

const PLURALS: { readonly [letter: string]: string } = {
  a: 'arrays',
  b: 'booleans',
  f: 'functions',
  n: 'numbers',
  o: 'objects',
  s: 'strings',
};

/** Compiles a signature that the parser accepted. */
export function compileSignature(definition: string): SignatureCheck {
  const parameters = parse(definition);
  const pattern = new RegExp(`^${parameters.map((parameter) => `(${patternOf(parameter)})`).join('')}$`);
  const needed = parameters.findLastIndex((parameter) => parameter.repeat !== '?' && !parameter.context) + 1;
  const simple = !parameters.some((parameter) => parameter.repeat === '+');
  return {
    validate(args, context) {
      if (simple && args.length <= parameters.length && args.length >= needed && fitOneByOne(parameters, args)) {
        return args.length === parameters.length ? converted(parameters, args) : completed(parameters, args, context);
      }
      return matched(parameters, pattern, args, context);
    },
  };
}

function parse(definition: string): Parameter[] {
  const parameters: Parameter[] = [];
  for (let i = 1; i < definition.length && definition[i] !== ':' && definition[i] !== '>'; i++) {
    const symbol = definition[i] as string;
    const last = parameters.at(-1);
    if (symbol === '(') {
      const end = closing(definition, i, '(', ')');
      const choice = definition.slice(i + 1, end);
      parameters.push({ type: `(${choice})`, accepts: `${choice}m`, repeat: '', context: false, items: undefined });
      i = end;
    } else if (symbol === '<' && last !== undefined) {
      const end = closing(definition, i, '<', '>');
      last.items = definition.slice(i + 1, end);
      i = end;
    } else if (symbol === '-' && last !== undefined) last.context = true;
    else if ((symbol === '?' || symbol === '+') && last !== undefined) last.repeat = symbol;
    else if (Object.hasOwn(TYPES, symbol)) {
      parameters.push({ type: symbol, accepts: TYPES[symbol] as string, repeat: '', context: false, items: undefined });
    }
  }
  return parameters;
}

function closing(text: string, start: number, opener: string, closer: string): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === opener) depth++;
    else if (text[i] === closer && --depth === 0) return i;
  }
  return text.length;
}

function patternOf(parameter: Parameter): string {
  return `[${parameter.accepts}]${parameter.context ? '?' : parameter.repeat}`;
}

function letterOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 's';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    case 'object':
      if (value === null) return 'l';
      if (itemsOf(value) !== undefined) return 'a';
      return value instanceof Callable ? 'f' : 'o';
    default:
      return 'm';
  }
}

function fitOneByOne(parameters: readonly Parameter[], args: readonly Value[]): boolean {
  for (let i = 0; i < args.length; i++) {
    if (!(parameters[i] as Parameter).accepts.includes(letterOf(args[i]))) return false;
  }
  return true;
}

function converted(parameters: readonly Parameter[], args: readonly Value[]): readonly Value[] {
  for (let i = 0; i < args.length; i++) {
    if ((parameters[i] as Parameter).type === 'a') {
      return args.map((arg, n) => asArray(parameters[n] as Parameter, arg, letterOf(arg), n));
    }
  }
  return args;
}

/** Fewer arguments than parameters: the rest is optional, or the context stands in. */
function completed(parameters: readonly Parameter[], args: readonly Value[], context: Value): readonly Value[] {
  const all: Value[] = converted(parameters, args).slice();
  for (let i = args.length; i < parameters.length; i++) {
    const parameter = parameters[i] as Parameter;
    all.push(parameter.context ? fromContext(parameter, context, args.length) : undefined);
  }
  return all;
}

function fromContext(parameter: Parameter, context: Value, argument: number): Value {
  if (!parameter.accepts.includes(letterOf(context))) {
    throw new JsonataFailure('T0411', { value: context, index: argument + 1 });
  }
  return context;
}

/** The general rule. A parameter with `+` takes several arguments. */
function matched(
  parameters: readonly Parameter[],
  pattern: RegExp,
  args: readonly Value[],
  context: Value,
): readonly Value[] {
  const letters = args.map(letterOf).join('');
  const match = pattern.exec(letters);
  if (match === null) throw mismatch(parameters, args, letters);
  const all: Value[] = [];
  let next = 0;
  parameters.forEach((parameter, i) => {
    const taken = match[i + 1] as string;
    if (taken === '' && parameter.context) all.push(fromContext(parameter, context, next));
    else if (taken === '') all.push(args[next++]);
    else for (const letter of taken) all.push(asArray(parameter, args[next], letter, next++));
  });
  return all;
}

/** Makes an array of what an array parameter was given. */
function asArray(parameter: Parameter, arg: Value, letter: string, position: number): Value {
  if (parameter.type !== 'a') return arg;
  if (letter === 'm') return undefined;
  const { items } = parameter;
  const fits = items === undefined || (letter === 'a' ? itemsFit(itemsOf(arg) ?? [], items) : letter === items);
  if (!fits) throw new JsonataFailure('T0412', { value: arg, index: position + 1, type: PLURALS[items as string] });
  return letter === 'a' ? plain(arg) : [contained(arg)];
}

function itemsFit(items: readonly Value[], type: string): boolean {
  const letter = type[0] as string;
  for (let i = 0; i < items.length; i++) if (letterOf(items[i]) !== letter) return false;
  return true;
}

/** The first argument that does not fit. */
function mismatch(parameters: readonly Parameter[], args: readonly Value[], letters: string): JsonataFailure {
  let pattern = '^';
  let good = 0;
  for (const parameter of parameters) {
    pattern += patternOf(parameter);
    const match = new RegExp(pattern).exec(letters);
    if (match === null) break;
    good = match[0].length;
  }
  return new JsonataFailure('T0410', { value: args[good], index: good + 1 });
}
