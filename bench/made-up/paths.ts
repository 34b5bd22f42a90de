// Shapes that JSONPath expressions, intrinsic functions and payload templates look at.
import { isArray, isObject, type Json, type JsonObject } from '../../lib/json';
import { type Kind, Shape } from './shape';

/** What `$`, `$$` and `$name` stand for in a state. */
export interface Scope {
  readonly input: Shape;
  readonly context: Shape;
  readonly variables: Shape;
}

/** The shape at the end of a path. */
export function pathShape(path: string, scope: Scope): Shape {
  const [, root = '', rest = ''] = /^(\$\$|\$[A-Za-z_]\w*|\$)(.*)$/.exec(path) ?? [];
  const start =
    root === '$$' ? scope.context : root === '$' || root === '' ? scope.input : scope.variables.member(root.slice(1));
  return walk(start, rest);
}

/** The shape at the end of steps such as `.a['b'][0]`. */
export function walk(from: Shape, steps: string): Shape {
  let at = from;
  let many = false;
  for (const [step, name, quoted, index] of steps.matchAll(
    /\.?\.([A-Za-z_][\w-]*)|\[["']([^"']+)["']\]|\[(\d+)\]|\[[^\]]*\]|\.\*/g,
  )) {
    const several = /^\['/.test(step) ? [...step.matchAll(/'([^']+)'/g)].map(([, one = '']) => one) : [];
    if (several.length > 1) for (const one of several) at.member(one);
    else if (name !== undefined || quoted !== undefined) at = at.member(name ?? quoted ?? '');
    else if (index !== undefined) at = at.place(Number(index));
    else {
      at = at.element;
      many = true;
    }
  }
  if (!many) return at;
  const list = new Shape();
  list.element.unite(at);
  return list;
}

/** A path or an intrinsic function, as `….$` members hold it. */
export function expressionShape(text: string, scope: Scope): Shape {
  return new Intrinsic(text, scope).value();
}

/** What a payload template makes. */
export function templateShape(template: Json, scope: Scope): Shape {
  if (isArray(template)) {
    const made = new Shape().is('array');
    for (const [index, one] of template.entries()) made.place(index).unite(templateShape(one, scope));
    return made;
  }
  const made = new Shape();
  if (!isObject(template)) return made.mayBe(template);
  for (const key of Object.keys(template)) {
    const value = template[key] as Json;
    if (key.endsWith('.$') && typeof value === 'string')
      made.member(key.slice(0, -2)).unite(expressionShape(value, scope));
    else made.member(key).unite(templateShape(value, scope));
  }
  return made;
}

/** Reads one expression from left to right. */
class Intrinsic {
  readonly #text: string;
  readonly #scope: Scope;
  #at = 0;

  constructor(text: string, scope: Scope) {
    this.#text = text;
    this.#scope = scope;
  }

  value(): Shape {
    const rest = this.#text.slice(this.#at).trimStart();
    this.#at = this.#text.length - rest.length;
    const [called, name] = /^States\.(\w+)\(/.exec(rest) ?? [];
    if (called !== undefined) return this.#call(called, name ?? '');
    const [literal] = /^'(?:[^'\\]|\\.)*'|^[^,)]*/.exec(rest) ?? [''];
    // A path may hold commas and brackets of its own.
    const [path] = /^\$(?:\['[^']*'\]|\[[^\]]*\]|[^,)\s[])*/.exec(rest) ?? [];
    this.#at += (path ?? literal).length;
    if (path !== undefined) return pathShape(path, this.#scope);
    return new Shape();
  }

  #call(called: string, name: string): Shape {
    this.#at += called.length;
    const given: Shape[] = [];
    while (this.#at < this.#text.length) {
      const rest = this.#text.slice(this.#at).trimStart();
      this.#at = this.#text.length - rest.length;
      if (rest.startsWith(')')) break;
      if (rest.startsWith(',')) this.#at++;
      else given.push(this.value());
    }
    this.#at++;
    return resultOf(name, given);
  }
}

const textsOf: { readonly [name: string]: Kind } = { Format: 'text', Base64Encode: 'text', Hash: 'text', UUID: 'text' };

/** What an intrinsic function gives, and what it asks of its arguments. */
function resultOf(name: string, given: readonly Shape[]): Shape {
  const made = new Shape();
  const [first = new Shape(), second = new Shape()] = given;
  switch (name) {
    case 'Array':
      for (const [index, one] of given.entries()) made.place(index).unite(one);
      return made.is('array');
    case 'ArrayPartition':
      made.element.element.unite(first.element);
      return made;
    case 'ArrayGetItem':
      second.mayBe(0);
      return first.element;
    case 'ArrayUnique':
      first.is('array');
      return first;
    case 'ArrayLength':
    case 'ArrayContains':
      first.is('array');
      return made.is(name === 'ArrayLength' ? 'number' : 'boolean');
    case 'ArrayRange':
      for (const one of given) one.is('number');
      return made.is('array');
    case 'MathRandom':
      // The start is below the end.
      second.mayBe(9);
      first.is('number');
      return made.is('number');
    case 'MathAdd':
      for (const one of given) one.is('number');
      return made.is('number');
    case 'StringToJson':
      return first.text;
    case 'JsonToString':
      made.text.unite(first);
      return made;
    case 'JsonMerge':
      return first.unite(second);
    case 'StringSplit':
      first.mayBe('a/b/c:d:e/f:g/h');
      return made.is('array');
    case 'Base64Decode':
      first.is('base64');
      return made.is('text');
    default:
      return made.is(textsOf[name]);
  }
}

/** Paths of a state's own fields, such as `TimestampPath` or `SecondsPath`. */
export function fieldShape(state: JsonObject, field: string, scope: Scope, kind: Kind): void {
  const path = state[field];
  if (typeof path === 'string') expressionShape(path, scope).is(kind);
}
