// Shapes that JSONata expressions look at.
import jsonata from 'jsonata';
import { isArray, isObject, type Json } from '../../lib/json';
import type { Scope } from './paths';
import { type Kind, Shape } from './shape';

/** The members of the jsonata package's syntax tree that are read here. */
interface Node {
  readonly type: string;
  readonly value?: string | number | boolean | null;
  readonly steps?: readonly Node[];
  readonly lhs?: Node | readonly (readonly [Node, Node])[];
  readonly rhs?: Node;
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly body?: Node;
  readonly stages?: readonly { readonly type: string; readonly expr?: Node }[];
  readonly predicate?: readonly { readonly type: string; readonly expr?: Node }[];
}

/** What the functions ask of their first argument. */
const asked: { readonly [name: string]: Kind } = {
  count: 'array',
  map: 'array',
  filter: 'array',
  reduce: 'array',
  distinct: 'array',
  append: 'array',
  partition: 'array',
  replace: 'text',
  split: 'text',
  contains: 'text',
  substring: 'text',
  substringBefore: 'text',
  substringAfter: 'text',
  uppercase: 'text',
  lowercase: 'text',
  trim: 'text',
  number: 'number',
  floor: 'number',
  ceil: 'number',
  round: 'number',
  toMillis: 'timestamp',
  each: 'object',
  keys: 'object',
};

/** What a template of a JSONata state makes: texts between `{%` and `%}` are expressions. */
export function jsonataShape(template: Json, scope: Scope, result: Shape): Shape {
  if (typeof template === 'string' && /^\{%[\s\S]*%\}$/.test(template)) {
    const root = jsonata(template.slice(2, -2)).ast() as unknown as Node;
    return new Reader(scope, result).shape(root, scope.input);
  }
  const made = new Shape();
  if (isArray(template)) {
    for (const [index, one] of template.entries()) made.place(index).unite(jsonataShape(one, scope, result));
    return made.is('array');
  }
  if (!isObject(template)) return made.mayBe(template);
  for (const key of Object.keys(template)) made.member(key).unite(jsonataShape(template[key] as Json, scope, result));
  return made;
}

class Reader {
  readonly #scope: Scope;
  readonly #result: Shape;
  readonly #locals = new Map<string, Shape>();

  constructor(scope: Scope, result: Shape) {
    this.#scope = scope;
    this.#result = result;
  }

  /** @param focus what names without a root stand for */
  shape(node: Node, focus: Shape): Shape {
    switch (node.type) {
      case 'path':
        return this.#path(node, focus);
      case 'name':
        return this.#filtered(node, focus.member(String(node.value)));
      case 'variable':
        return this.#filtered(node, this.#variable(String(node.value), focus));
      case 'string':
      case 'number':
      case 'value':
        return new Shape().mayBe(node.value ?? null);
      case 'binary':
        return this.#binary(node, focus);
      case 'unary':
        return this.#unary(node, focus);
      case 'function':
        return this.#call(node, focus);
      case 'condition':
        return this.#condition(node, focus);
      case 'bind': {
        const made = this.shape(node.rhs as Node, focus);
        this.#locals.set(String((node.lhs as Node).value), made);
        return made;
      }
      case 'block': {
        let last = new Shape();
        for (const one of node.expressions ?? []) last = this.shape(one, focus);
        return last;
      }
      case 'lambda':
        return this.shape(node.body as Node, focus);
      default:
        return new Shape();
    }
  }

  #variable(name: string, focus: Shape): Shape {
    if (name === '') return focus;
    if (name === 'states') {
      const states = new Shape();
      states.member('input').unite(this.#scope.input);
      states.member('context').unite(this.#scope.context);
      states.member('result').unite(this.#result);
      return states;
    }
    return this.#locals.get(name) ?? this.#scope.variables.member(name);
  }

  #path(node: Node, focus: Shape): Shape {
    let at = focus;
    for (const [index, step] of (node.steps ?? []).entries()) {
      // An array is looked into element by element.
      const into = index > 0 && at.known.kind === 'array' && at.known.places.size === 0 ? at.element : at;
      at = this.shape(step, into);
    }
    return at;
  }

  #filtered(node: Node, at: Shape): Shape {
    let made = at;
    for (const { expr } of [...(node.stages ?? []), ...(node.predicate ?? [])]) {
      if (expr?.type === 'number') made = made.place(Math.max(0, Number(expr.value)));
      else if (expr !== undefined) {
        const { element } = made;
        this.shape(expr, element);
      }
    }
    return made;
  }

  #binary(node: Node, focus: Shape): Shape {
    const left = this.shape(node.lhs as Node, focus);
    const right = this.shape(node.rhs as Node, focus);
    switch (node.value) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        left.is('number');
        right.is('number');
        return new Shape().is('number');
      case '<':
      case '>':
      case '<=':
      case '>=':
        for (const [one, other] of [
          [left, node.rhs],
          [right, node.lhs],
        ] as const) {
          const compared = (other as Node).value;
          if (typeof compared === 'number') one.mayBe(compared - 1, compared + 1);
          else one.is('number');
        }
        return new Shape().is('boolean');
      case '=':
        left.unite(right);
        return new Shape().is('boolean');
      case '&':
        return new Shape().is('text');
      case 'in':
        right.element.unite(left);
        return new Shape().is('boolean');
      default:
        return new Shape().is('boolean');
    }
  }

  #unary(node: Node, focus: Shape): Shape {
    const made = new Shape();
    if (node.value === '{') {
      for (const [name, value] of (node.lhs ?? []) as readonly (readonly [Node, Node])[]) {
        const one = this.shape(value, focus);
        if (name.type === 'string') made.member(String(name.value)).unite(one);
      }
    } else if (node.value === '[') {
      for (const [index, one] of (node.expressions ?? []).entries()) made.place(index).unite(this.shape(one, focus));
      made.is('array');
    } else if (node.expression !== undefined) this.shape(node.expression, focus).is('number');
    return made;
  }

  #call(node: Node, focus: Shape): Shape {
    const name = String(node.procedure?.value ?? '');
    const given = (node.arguments ?? []).filter(({ type }) => type !== 'lambda');
    const [first = new Shape(), ...others] = given.map((one) => this.shape(one, focus));
    for (const one of node.arguments ?? []) if (one.type === 'lambda') this.#each(one, first);
    if (name === 'exists') first.isOptional();
    if (name === 'parse') return first.text;
    if (name === 'string') {
      const made = new Shape();
      if (first.known.members.size > 0) made.text.unite(first);
      return made;
    }
    if (name === 'merge') {
      const made = new Shape();
      for (const one of first.known.places.values()) made.unite(one);
      return made;
    }
    if (name === 'append') for (const one of others) first.is('array').element.unite(one.element);
    if (['sum', 'max', 'min', 'average'].includes(name)) first.element.is('number');
    first.is(asked[name]);
    return ['filter', 'distinct', 'append', 'sort', 'reverse'].includes(name) ? first : new Shape();
  }

  /** `function($item) {…}` over the elements of an array. */
  #each(lambda: Node, over: Shape): void {
    const [item] = lambda.arguments ?? [];
    if (item !== undefined) this.#locals.set(String(item.value), over.element);
    this.shape(lambda.body as Node, over.element);
  }

  #condition(node: Node, focus: Shape): Shape {
    this.shape(node.condition as Node, focus);
    const made = this.shape(node.then as Node, focus);
    return node.else === undefined ? made : made.unite(this.shape(node.else, focus));
  }
}
