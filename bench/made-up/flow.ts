// How data flows through a definition: each state's input, result and output is a shape, and the fields of the state unite
// parts of them. What a state reads is then known of the task, item or input that it comes from.

import { findIntegration, type ParameterKind, parametersOf } from '../../lib/integrations';
import { isArray, isObject, type Json, type JsonObject, own } from '../../lib/json';
import { jsonataShape } from './jsonata';
import { expressionShape, fieldShape, pathShape, type Scope, templateShape, walk } from './paths';
import { likely } from './rules';
import { type Kind, Shape } from './shape';

/** One machine, branch or iteration. */
interface Level {
  readonly states: JsonObject;
  readonly inputs: Map<string, Shape>;
  /** What comes out at the end, where somebody reads it. */
  readonly output: Shape | undefined;
  readonly context: Shape;
  readonly jsonata: boolean;
}

export class Flow {
  /** The input of the machine. */
  readonly input = new Shape();
  /** Results of Task states; state names are unique in a machine. */
  readonly results = new Map<string, Shape>();
  /** Items that Map states read from outside. */
  readonly items = new Map<string, Shape>();
  readonly #variables = new Shape();

  constructor(definition: JsonObject) {
    const context = new Shape();
    context.member('Execution').member('Input').unite(this.input);
    this.#machine(definition, this.input, undefined, context, false);
  }

  #machine(machine: JsonObject, input: Shape, output: Shape | undefined, context: Shape, inherited: boolean): void {
    const language = own(machine, 'QueryLanguage');
    const states = own(machine, 'States');
    if (!isObject(states)) return;
    const jsonata = language === undefined ? inherited : language === 'JSONata';
    const level: Level = { states, inputs: new Map(), output, context, jsonata };
    this.#entry(level, String(own(machine, 'StartAt'))).unite(input);
    for (const name of Object.keys(states)) this.#state(level, name, states[name] as JsonObject);
  }

  #entry(level: Level, name: string): Shape {
    const known = level.inputs.get(name);
    if (known !== undefined) return known;
    const made = new Shape();
    level.inputs.set(name, made);
    return made;
  }

  #state(level: Level, name: string, state: JsonObject): void {
    const language = own(state, 'QueryLanguage');
    const jsonata = language === undefined ? level.jsonata : language === 'JSONata';
    const raw = this.#entry(level, name);
    const output = new Shape();
    const next = own(state, 'Next');
    if (typeof next === 'string') output.unite(this.#entry(level, next));
    if (level.output !== undefined && (own(state, 'End') === true || own(state, 'Type') === 'Succeed'))
      output.unite(level.output);
    const scope: Scope = { input: raw, context: level.context, variables: this.#variables };
    if (jsonata) this.#jsonata(level, name, state, scope, output);
    else this.#jsonPath(level, name, state, scope, output);
    for (const catcher of list(state, 'Catch')) this.#catcher(level, catcher, raw);
  }

  /** SPEC: InputPath, Parameters, the work, ResultSelector, ResultPath, OutputPath. */
  #jsonPath(level: Level, name: string, state: JsonObject, scope: Scope, output: Shape): void {
    const inputPath = own(state, 'InputPath');
    const effective =
      typeof inputPath === 'string'
        ? expressionShape(inputPath, scope)
        : inputPath === null
          ? new Shape()
          : scope.input;
    const here: Scope = { ...scope, input: effective };
    const parameters = own(state, 'Parameters');
    const given = parameters === undefined ? effective : templateShape(parameters, here);
    this.#fields(level, state, here);
    const result = this.#work(level, name, state, given, here, false);
    if (result === undefined) {
      // Nothing is done to the input on its way.
      this.#outputPath(state, effective, here, output);
      return;
    }
    const selector = own(state, 'ResultSelector');
    const selected = selector === undefined ? result : templateShape(selector, { ...here, input: result });
    this.#assign(state, { ...here, input: result });
    const resultPath = own(state, 'ResultPath');
    let after = scope.input;
    if (resultPath === undefined || resultPath === '$') after = selected;
    else if (typeof resultPath === 'string') walk(scope.input, resultPath.slice(1)).unite(selected);
    this.#outputPath(state, after, here, output);
  }

  #outputPath(state: JsonObject, after: Shape, scope: Scope, output: Shape): void {
    const path = own(state, 'OutputPath');
    if (path === null) return;
    output.unite(typeof path === 'string' ? expressionShape(path, { ...scope, input: after }) : after);
  }

  #jsonata(level: Level, name: string, state: JsonObject, scope: Scope, output: Shape): void {
    const given = own(state, 'Arguments');
    const sent = given === undefined ? scope.input : jsonataShape(given, scope, new Shape());
    const result = this.#work(level, name, state, sent, scope, true) ?? scope.input;
    for (const field of ['Seconds', 'TimeoutSeconds', 'HeartbeatSeconds'])
      if (own(state, field) !== undefined) jsonataShape(state[field] as Json, scope, result).is('number');
    if (own(state, 'Timestamp') !== undefined) jsonataShape(state.Timestamp as Json, scope, result).is('timestamp');
    const assigned = own(state, 'Assign');
    if (assigned !== undefined) this.#variables.unite(jsonataShape(assigned, scope, result));
    for (const rule of list(state, 'Choices')) {
      jsonataShape(own(rule, 'Condition') ?? null, scope, result);
      if (own(rule, 'Assign') !== undefined) this.#variables.unite(jsonataShape(rule.Assign as Json, scope, result));
      this.#chosen(level, own(rule, 'Next'), rule, scope, result);
    }
    this.#chosen(level, own(state, 'Default'), state, scope, result);
    const made = own(state, 'Output');
    output.unite(made === undefined ? result : jsonataShape(made, scope, result));
  }

  /** Where a JSONata Choice leads, with the Output of the rule that was taken. */
  #chosen(level: Level, next: Json | undefined, taken: JsonObject, scope: Scope, result: Shape): void {
    if (typeof next !== 'string') return;
    const made = own(taken, 'Output');
    this.#entry(level, next).unite(made === undefined ? scope.input : jsonataShape(made, scope, result));
  }

  /** What the state does; undefined where it only passes its input on. */
  #work(
    level: Level,
    name: string,
    state: JsonObject,
    given: Shape,
    scope: Scope,
    jsonata: boolean,
  ): Shape | undefined {
    switch (own(state, 'Type')) {
      case 'Task': {
        const made = new Shape();
        this.results.set(name, made);
        sent(String(own(state, 'Resource')), given);
        return made;
      }
      case 'Pass': {
        const result = own(state, 'Result');
        return result === undefined ? (jsonata ? undefined : given) : templateShape(result, scope);
      }
      case 'Parallel': {
        const made = new Shape().is('array');
        for (const [index, branch] of list(state, 'Branches').entries())
          this.#machine(branch, given, made.place(index), level.context, jsonata);
        return made;
      }
      case 'Map':
        return this.#map(level, name, state, scope, jsonata);
      default:
        return undefined;
    }
  }

  #map(level: Level, name: string, state: JsonObject, scope: Scope, jsonata: boolean): Shape {
    const item = new Shape();
    this.items.set(name, item);
    const items = own(state, 'Items') ?? own(state, 'ItemsPath');
    const iterator = own(state, 'ItemProcessor') ?? own(state, 'Iterator');
    // An inline Map takes its items from its input, whatever it says of a reader.
    if (own(state, 'ItemReader') === undefined || !JSON.stringify(iterator ?? null).includes('"DISTRIBUTED"')) {
      const from =
        items === undefined
          ? scope.input
          : typeof items === 'string' && !jsonata
            ? expressionShape(items, scope)
            : jsonataShape(items, scope, new Shape());
      if (from.known.members.size === 0) from.is('array').element.unite(item);
    }
    const context = new Shape();
    context.member('Execution').unite(level.context.member('Execution'));
    context.member('Map').member('Item').member('Value').unite(item);
    const selector = own(state, 'ItemSelector') ?? own(state, 'Parameters');
    const inner: Scope = { ...scope, context };
    let start = item;
    if (selector !== undefined)
      start = jsonata ? jsonataShape(selector, inner, new Shape()) : templateShape(selector, inner);
    if (own(state, 'ItemBatcher') !== undefined) {
      const batch = new Shape();
      batch.member('Items').element.unite(start);
      const batchInput = own(state.ItemBatcher as JsonObject, 'BatchInput');
      if (batchInput !== undefined) batch.member('BatchInput').unite(templateShape(batchInput, scope));
      start = batch;
    }
    const made = new Shape();
    const written = own(state, 'ResultWriter') !== undefined;
    if (isObject(iterator)) this.#machine(iterator, start, written ? undefined : made.element, context, jsonata);
    return made;
  }

  #catcher(level: Level, catcher: JsonObject, raw: Shape): void {
    const path = own(catcher, 'ResultPath');
    const target = this.#entry(level, String(own(catcher, 'Next')));
    // What the handler reads of the error is there; the rest is the input of the state that failed.
    if (typeof path === 'string' && path !== '$') target.unite(raw);
    else if (path === null) target.unite(raw);
  }

  #assign(state: JsonObject, scope: Scope): void {
    const assigned = own(state, 'Assign');
    if (assigned !== undefined) this.#variables.unite(templateShape(assigned, scope));
  }

  #fields(level: Level, state: JsonObject, scope: Scope): void {
    for (const field of [
      'SecondsPath',
      'TimeoutSecondsPath',
      'HeartbeatSecondsPath',
      'MaxConcurrencyPath',
      'ToleratedFailurePercentagePath',
      'ToleratedFailureCountPath',
    ])
      fieldShape(state, field, scope, 'number');
    fieldShape(state, 'TimestampPath', scope, 'timestamp');
    for (const field of ['ErrorPath', 'CausePath']) fieldShape(state, field, scope, 'text');
    for (const field of ['ItemReader', 'ResultWriter', 'ItemBatcher', 'Credentials']) {
      const value = own(state, field);
      if (value !== undefined) templateShape(value, scope);
    }
    for (const rule of list(state, 'Choices')) {
      this.#rule(rule, scope);
      this.#assign(rule, scope);
      this.#leads(level, state, own(rule, 'Next'), scope);
    }
    this.#leads(level, state, own(state, 'Default'), scope);
  }

  #leads(level: Level, state: JsonObject, next: Json | undefined, scope: Scope): void {
    if (typeof next === 'string') this.#outputPath(state, scope.input, scope, this.#entry(level, next));
  }

  /** A Choice rule: the variable may have the value that it is compared with. */
  #rule(rule: JsonObject, scope: Scope): void {
    for (const inner of [...list(rule, 'And'), ...list(rule, 'Or')]) this.#rule(inner, scope);
    const not = own(rule, 'Not');
    if (isObject(not)) this.#rule(not, scope);
    const variable = own(rule, 'Variable');
    if (typeof variable !== 'string') return;
    const shape = pathShape(variable, scope);
    for (const operator of Object.keys(rule)) {
      const compared = rule[operator] as Json;
      if (['Variable', 'Next', 'Comment', 'Assign'].includes(operator)) continue;
      if (operator === 'IsPresent') shape.isOptional();
      else if (operator.endsWith('Path') && typeof compared === 'string') shape.unite(pathShape(compared, scope));
      else shape.mayBe(...likely(operator, compared));
      if (operator.startsWith('Numeric')) shape.is('number');
      if (operator.startsWith('Boolean')) shape.is('boolean');
      if (operator.startsWith('Timestamp')) shape.is('timestamp');
    }
  }
}

const kinds: { readonly [kind in ParameterKind]?: Kind } = { number: 'number', list: 'array', object: 'object' };

/** What a parameter of an integration is, its value is. */
function sent(resource: string, given: Shape): void {
  const found = findIntegration(resource);
  if (found.found !== 'optimized') return;
  for (const { name, kind } of parametersOf(found.row) ?? []) given.known.members.get(name)?.is(kinds[kind]);
}

function list(value: JsonObject, name: string): readonly JsonObject[] {
  const found = own(value, name);
  return isArray(found) ? found.filter(isObject) : [];
}
