// Data that fits a definition, made up from the definition alone: every path that it reads leads somewhere, and what it
// compares with is drawn among the values that would match.
import { type ServiceCall, seededRandom } from '../lib/engine';
import { integrations } from '../lib/integrations';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../lib/json';

/** One member of the made-up object, and what its users expect of it. */
interface Shape {
  readonly members: Map<string, Shape>;
  readonly values: Json[];
  array: boolean;
  /** Rules ask whether it is there. */
  optional: boolean;
}

/** Items within items. */
const depths = [1, 2] as const;
/** First arguments of intrinsic functions that are no text. */
const argumentKinds: { readonly [name: string]: Json | 'array' } = {
  ArrayLength: 'array',
  ArrayGetItem: 'array',
  ArrayContains: 'array',
  ArrayPartition: 'array',
  ArrayUnique: 'array',
  MathAdd: 1,
  MathRandom: 1,
  ArrayRange: 1,
  StringToJson: '{"a":1}',
  StringSplit: 'a/b/c:d:e/f:g/h',
  Base64Decode: 'YQ==',
};

export class MadeUp {
  readonly #root: Shape = shape();
  readonly #random;
  #asArray = false;
  readonly #depthMax: number;

  constructor(definition: JsonObject, seed: number) {
    this.#random = seededRandom(seed);
    this.#depthMax = depths[seed % depths.length] as number;
    this.#read(definition);
  }

  /** An input, an item, a function's answer. */
  value(): Json {
    if (this.#asArray && this.#random.next() < 0.4) return [this.#make(this.#root, 1), this.#make(this.#root, 1)];
    return this.#make(this.#root, 0);
  }

  answer(call: ServiceCall): Json {
    const value = this.value();
    if (call.kind === 'integration' && call.service === 'lambda' && isObject(value))
      return { ...value, Payload: value, StatusCode: 200 };
    if (call.kind === 'integration' && call.service === 'states' && isObject(value))
      return { ...value, Output: value, Status: 'SUCCEEDED' };
    return value;
  }

  #read(value: Json, field = ''): void {
    if (typeof value === 'string') this.#text(value, field);
    else if (isArray(value)) for (const one of value) this.#read(one, field);
    else if (isObject(value)) {
      this.#rule(value);
      this.#map(value);
      for (const key of Object.keys(value)) this.#read(value[key] as Json, key);
    }
  }

  /** A Map without ItemsPath takes its whole input. */
  #map(state: JsonObject): void {
    if (own(state, 'Type') !== 'Map') return;
    if (['ItemsPath', 'Items', 'ItemReader'].every((field) => own(state, field) === undefined)) this.#asArray = true;
  }

  /** A Choice rule: the variable may have the value that it is compared with. */
  #rule(rule: JsonObject): void {
    const variable = own(rule, 'Variable');
    if (typeof variable !== 'string') return;
    for (const operator of Object.keys(rule)) {
      const compared = rule[operator] as Json;
      if (operator === 'Variable' || operator === 'Next' || operator === 'Comment') continue;
      if (operator === 'IsPresent') {
        this.#path(variable, undefined, undefined, false, true);
        continue;
      }
      this.#path(
        variable,
        likely(operator, compared),
        operator.startsWith('Numeric') && operator.endsWith('Path') ? 1 : undefined,
      );
    }
  }

  #text(text: string, field: string): void {
    const kind = kindOf(field);
    if (/^\$\$?[.[]/.test(text)) this.#path(text, kind === 'array' ? undefined : kind, undefined, kind === 'array');
    for (const [, name = '', path = ''] of text.matchAll(/States\.(\w+)\(\s*(\$\.[^,)\s]+)/g)) {
      const argument = argumentKinds[name];
      this.#path(path, argument === 'array' ? undefined : argument, undefined, argument === 'array');
    }
    for (const [path] of text.matchAll(/(?<!\$)\$(?:\[\d+\])?\.[A-Za-z_][\w.[\]*'-]*/g)) this.#path(path, undefined);
    for (const [, path = ''] of text.matchAll(/\$\$\.(?:Execution\.Input|Map\.Item\.Value)((?:\.[A-Za-z_][\w-]*)+)/g))
      this.#path(`$${path}`, undefined);
    for (const [, path = ''] of text.matchAll(
      /\$states\.(?:input|result|context\.Execution\.Input)((?:\.[A-Za-z_]\w*)+)/g,
    ))
      this.#path(`$${path}`, kind === 'array' ? undefined : kind, undefined, kind === 'array');
  }

  /** Every end of the path is a path as well: ResultPath, InputPath and templates move what lies below. */
  #path(path: string, value: Json | undefined, other?: Json, array = false, optional = false): void {
    if (path.startsWith('$$')) return;
    const steps = [...path.matchAll(/\.?([A-Za-z_][\w-]*)|\['([^']+)'\]|(\[[^\]]*\])/g)].map(
      ([, a, b, index]) => a ?? b ?? index ?? '',
    );
    for (let from = 0; from < steps.length; from++) {
      let at = this.#root;
      for (const step of steps.slice(from)) {
        if (!step.startsWith('[')) at = member(at, step);
        else if (at !== this.#root) at.array = true;
      }
      if (at === this.#root) continue;
      if (array) at.array = true;
      if (optional) at.optional = true;
      if (value !== undefined) at.values.push(value);
      if (other !== undefined) at.values.push(other);
    }
  }

  #make(given: Shape, depth: number): Json {
    if (given.array) return depth >= this.#depthMax ? [] : [0, 1].map(() => this.#element(given, depth + 1));
    if (given.members.size > 0) return this.#object(given, depth);
    const { values } = given;
    return values.length === 0 ? '1' : (values[Math.floor(this.#random.next() * values.length)] as Json);
  }

  /** Items are looked into by paths of their own. */
  #element(given: Shape, depth: number): Json {
    const all = this.#object(this.#root, depth) as JsonObject;
    return given.members.size === 0 ? all : { ...all, ...(this.#object(given, depth) as JsonObject) };
  }

  #object(given: Shape, depth: number): Json {
    const made: MutableJsonObject = {};
    for (const [name, one] of given.members) {
      if (one.optional && this.#random.next() < 0.5) continue;
      // What is only passed on here may be looked into elsewhere under the same name.
      const known =
        depth < this.#depthMax && one.members.size === 0 && one.values.length === 0 && !one.array
          ? this.#root.members.get(name)
          : undefined;
      put(made, name, known === undefined ? this.#make(one, depth) : this.#make(known, depth + 1));
    }
    return made;
  }
}

function shape(): Shape {
  return { members: new Map(), values: [], array: false, optional: false };
}

function member(at: Shape, name: string): Shape {
  const known = at.members.get(name);
  if (known !== undefined) return known;
  const made = shape();
  at.members.set(name, made);
  return made;
}

/** What a field expects of what its path leads to. */
function kindOf(field: string): Json | 'array' | undefined {
  if (field === 'ItemsPath' || field === 'Items') return 'array';
  if (
    /^(Seconds|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency|MaxItems|.*Percentage|.*Count|MaxItemsPerBatch|.*Index)(Path)?$/.test(
      field,
    )
  )
    return 1;
  if (/^Timestamp(Path)?$/.test(field)) return '2026-01-01T00:00:01Z';
  return undefined;
}

/** A value for which the comparison may hold. */
function likely(operator: string, compared: Json): Json {
  switch (operator) {
    case 'IsNull':
      return compared === true ? null : 'text';
    case 'IsBoolean':
    case 'BooleanEqualsPath':
      return true;
    case 'IsNumeric':
      return 1;
    case 'IsTimestamp':
      return '2026-01-01T00:00:00Z';
    case 'NumericGreaterThan':
      return Number(compared) + 1;
    case 'NumericLessThan':
      return Number(compared) - 1;
    case 'StringMatches':
      return String(compared).replaceAll('*', 'x');
    default:
      if (operator.startsWith('Is')) return 'text';
      return operator.endsWith('Path') ? (operator.startsWith('Numeric') ? 1 : '2026-01-01T00:00:00Z') : compared;
  }
}

/** `${…}` replaced by something that fits where it stands. */
export function filled(value: Json, field = ''): Json {
  if (typeof value === 'string') return filledText(value, field);
  if (isArray(value)) return value.map((one) => filled(one, field));
  if (!isObject(value)) return value;
  const made: MutableJsonObject = {};
  for (const key of Object.keys(value)) put(made, key, filled(value[key] as Json, key));
  const { Resource } = made;
  if (
    own(value, 'Resource') !== Resource &&
    typeof Resource === 'string' &&
    JSON.stringify(value).includes('$$.Task.Token')
  )
    made.Resource = Resource.includes(':states:::')
      ? `${Resource}.waitForTaskToken`
      : 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  return made;
}

function filledText(text: string, field: string): Json {
  const whole = /^\$\{([^}]+)\}$/.exec(text)?.[1];
  if (whole !== undefined && field === 'Resource') return resourceNamed(whole);
  if (whole !== undefined && kindOf(field) === 1) return 1;
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (/partition/i.test(name)) return 'aws';
    if (/region/i.test(name)) return 'us-east-1';
    if (/account/i.test(name)) return '123456789012';
    return name.replaceAll(/\W/g, '-');
  });
}

/** A placeholder for a whole Resource: its name may tell which integration it stands for. */
function resourceNamed(name: string): string {
  const told = name.toLowerCase().replace('ddb', 'dynamodb');
  const row = integrations.find(({ service, action }) => told.includes(service) && told.includes(action.toLowerCase()));
  if (row !== undefined) return `arn:aws:states:::${row.service}:${row.action}`;
  return `arn:aws:lambda:us-east-1:123456789012:function:${name.replaceAll(/\W/g, '-')}`;
}
