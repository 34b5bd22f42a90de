// One template in its environment: answers what the intrinsic functions ask. Everything is evaluated when it is asked for
// and once; a value that needs itself (a role named after its own ARN) becomes a placeholder.
import { digest, isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../json';
import type { Assets } from './assets';
import { dynamicValue } from './dynamic-references';
import { type Evaluation, noValue, type Value } from './evaluation';
import { callIntrinsic, evaluateCondition, intrinsicCall, resolveDynamicReferences } from './intrinsics';
import { named } from './naming';
import { parameterValue } from './parameters';
import { placeholder } from './placeholder';
import { type Environment, pseudoParameter } from './pseudo';
import type { Attribute, Named, ResourceKind } from './resources/kind';
import { kindOf } from './resources/kinds';
import type { Template } from './template';
import type { Member, World } from './world';

/** Templates nest by hand or by generator, never this deep; the bound keeps a hostile one from ending the process. */
const nestingMax = 500;

export interface StackSource {
  readonly name: string;
  /** Path of the stack's construct, where there is one. */
  readonly constructPath: string;
  readonly environment: Environment;
  readonly template: Template;
  readonly templateFile: string;
  readonly assets: Assets;
  /** Construct path of a logical id from the assembly's metadata, for templates without path metadata. */
  constructPathOf(logicalId: string): string | undefined;
  /** Given parameters; a nested stack's are values of its parent. */
  readonly parameters: (name: string) => Value | undefined;
  readonly parent: Stack | undefined;
}

export interface Resource {
  readonly logicalId: string;
  readonly cfnType: string;
  readonly body: JsonObject;
}

export class Stack implements Evaluation, Member {
  readonly source: StackSource;
  readonly #world: World;
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #nested = new Map<string, Stack>();
  readonly #values = new Map<string, Value>();
  readonly #open = new Set<string>();
  #depth = 0;

  constructor(source: StackSource, world: World) {
    this.source = source;
    this.#world = world;
    const resources = new Map<string, Resource>();
    for (const [logicalId, body] of Object.entries(this.section('Resources'))) {
      const cfnType = isObject(body) ? own(body, 'Type') : undefined;
      if (isObject(body) && typeof cfnType === 'string') resources.set(logicalId, { logicalId, cfnType, body });
      else this.note(`${logicalId} has no Type and is not read; expand macros and loops before`);
    }
    this.#resources = resources;
  }

  get name(): string {
    return this.source.name;
  }

  get region(): string {
    return this.source.environment.region;
  }

  get account(): string {
    return this.source.environment.account;
  }

  /** A section of the template; empty when it is missing. */
  section(name: string): JsonObject {
    const section = own(this.source.template.document, name);
    return isObject(section) ? section : {};
  }

  /** Resources whose condition holds, in template order. */
  resources(): readonly Resource[] {
    return [...this.#resources.values()].filter((resource) => {
      const condition = own(resource.body, 'Condition');
      return typeof condition !== 'string' || this.condition(condition);
    });
  }

  logicalIdsOf(cfnType: string): readonly string[] {
    return this.resources().flatMap((resource) => (resource.cfnType === cfnType ? [resource.logicalId] : []));
  }

  /** A nested stack's outputs become attributes of its resource. */
  nest(logicalId: string, stack: Stack): void {
    this.#nested.set(logicalId, stack);
  }

  propertiesOf(logicalId: string): JsonObject {
    const body = this.#resources.get(logicalId)?.body;
    const properties = this.#once(`properties of ${logicalId}`, () =>
      this.resolve((body && own(body, 'Properties')) ?? {}),
    );
    return isObject(properties as Json) ? (properties as JsonObject) : {};
  }

  outputs(): JsonObject {
    const outputs: MutableJsonObject = {};
    for (const name of Object.keys(this.section('Outputs'))) {
      const value = this.output(name);
      if (value !== undefined && value !== noValue) put(outputs, name, value);
    }
    return outputs;
  }

  /** The output that this stack exports under the name. */
  outputExportedAs(name: string): string | undefined {
    for (const [id, output] of Object.entries(this.section('Outputs'))) {
      const exported = isObject(output) ? own(output, 'Export') : undefined;
      const exportName = isObject(exported) ? own(exported, 'Name') : undefined;
      if (exportName === undefined) continue;
      // Once: the name of an export may itself import something.
      const resolved = this.#once(`export name of ${id}`, () => this.resolve(exportName));
      if (resolved === name) return id;
    }
    return undefined;
  }

  resolve(value: Json): Value {
    if (typeof value === 'string') return resolveDynamicReferences(value, this);
    if (typeof value !== 'object' || value === null) return value;
    if (this.#depth >= nestingMax)
      return this.unresolved('nesting', `the template nests more than ${nestingMax} levels`);
    this.#depth++;
    try {
      if (isArray(value))
        return value.map((item) => this.resolve(item)).filter((item): item is Json => item !== noValue);
      const call = intrinsicCall(value);
      if (call === undefined) return this.#resolveMembers(value);
      const result = callIntrinsic(call.name, call.argument, this);
      return typeof result === 'string' ? resolveDynamicReferences(result, this) : result;
    } finally {
      this.#depth--;
    }
  }

  #resolveMembers(value: JsonObject): JsonObject {
    const resolved: MutableJsonObject = {};
    for (const key of Object.keys(value)) {
      const member = this.resolve(value[key] as Json);
      if (member !== noValue) put(resolved, key, member);
    }
    return resolved;
  }

  ref(name: string): Value {
    if (name.startsWith('AWS::')) {
      return (
        pseudoParameter(name, this.source.environment) ??
        this.unresolved(name, `${name} is not a pseudo parameter known here`)
      );
    }
    const declared = own(this.section('Parameters'), name);
    if (isObject(declared)) {
      return this.#once(`parameter ${name}`, () => parameterValue(name, declared, this.source.parameters(name), this));
    }
    const resource = this.#resources.get(name);
    if (resource === undefined) {
      return this.unresolved(name, `the template has no resource and no parameter named ${name}`);
    }
    if (resource.cfnType === 'AWS::CloudFormation::Stack') {
      return this.#named(resource).arn('cloudformation', `stack/${this.name}-${name}/${digest(name)}`);
    }
    const kind = kindOf(resource.cfnType);
    if (kind === undefined) return this.unresolved(name, `what Ref gives for ${resource.cfnType} is not known here`);
    return this.#once(`ref ${name}`, () => (kind.ref ?? ((named: Named) => named.name))(this.#named(resource)));
  }

  getAtt(logicalId: string, attribute: string): Value {
    const resource = this.#resources.get(logicalId);
    const where = `${logicalId}.${attribute}`;
    if (resource === undefined) return this.unresolved(where, `the template has no resource named ${logicalId}`);
    return this.#once(
      `attribute ${where}`,
      () => this.#attribute(resource, attribute) ?? this.unresolved(where, noAttribute(resource, attribute)),
    );
  }

  #attribute(resource: Resource, attribute: string): Value | undefined {
    const nested = this.#nested.get(resource.logicalId);
    if (nested !== undefined && attribute.startsWith('Outputs.'))
      return nested.output(attribute.slice('Outputs.'.length));
    if (resource.cfnType === 'Custom::CrossRegionExportReader') return this.#world.crossRegionExport(attribute);
    const kind = kindOf(resource.cfnType);
    const known = attribute === 'Arn' ? kind?.arn : attributeOf(kind, attribute);
    return known?.(this.#named(resource));
  }

  condition(name: string): boolean {
    const written = own(this.section('Conditions'), name);
    if (written === undefined) {
      this.note(`the condition ${name} is not declared and is taken as false`);
      return false;
    }
    return this.#once(`condition ${name}`, () => evaluateCondition(written, this)) === true;
  }

  mapping(map: string, topLevel: string, secondLevel: string): Value | undefined {
    const table = own(this.section('Mappings'), map);
    const row = isObject(table) ? own(table, topLevel) : undefined;
    const value = isObject(row) ? own(row, secondLevel) : undefined;
    // SPEC: mappings hold plain values; one that does not is evaluated once, or two that ask for each other never end.
    return value === undefined
      ? undefined
      : this.#once(`mapping ${map}.${topLevel}.${secondLevel}`, () => this.resolve(value));
  }

  importValue(name: string): Value {
    const value = this.#world.importValue(name, this);
    if (value !== undefined) return value;
    return this.unresolved(
      `Fn::ImportValue ${name}`,
      `no stack of the assembly exports ${name}; read the assembly with the exporting stack in it`,
    );
  }

  stackOutput(stackName: string, outputName: string): Value | undefined {
    return this.#world.stackOutput(stackName, outputName);
  }

  dynamicReference(service: string, reference: string): string | undefined {
    return dynamicValue(this.#world, service, reference);
  }

  unresolved(what: string, why: string): string {
    const mark = placeholder(`${this.name}/${what}`);
    if (!this.#world.reasons.has(mark)) this.#world.reasons.set(mark, why);
    return mark;
  }

  note(what: string): void {
    if (!this.#world.notes.has(what)) this.#world.notes.set(what, this.name);
  }

  /** The physical name: given, or `<Stack>-<LogicalId>` in the form the service allows. */
  physicalName(logicalId: string): string {
    const resource = this.#resources.get(logicalId);
    return resource === undefined ? '' : this.#named(resource).name;
  }

  /** The ARN, or empty where the type has none that is known. */
  arnOf(logicalId: string): string {
    const resource = this.#resources.get(logicalId);
    const kind = resource === undefined ? undefined : kindOf(resource.cfnType);
    const arn = kind?.arn === undefined ? '' : this.getAtt(logicalId, 'Arn');
    return typeof arn === 'string' ? arn : '';
  }

  /** The value of an output; undefined when there is none, or its condition does not hold. */
  output(name: string): Value | undefined {
    const output = own(this.section('Outputs'), name);
    const value = isObject(output) ? own(output, 'Value') : undefined;
    const condition = isObject(output) ? own(output, 'Condition') : undefined;
    if (value === undefined || (typeof condition === 'string' && !this.condition(condition))) return undefined;
    return this.#once(`output ${name}`, () => this.resolve(value));
  }

  #named(resource: Resource): Named {
    const properties = own(resource.body, 'Properties');
    const property = (name: string) => {
      const written = isObject(properties) ? own(properties, name) : undefined;
      if (written === undefined) return undefined;
      const value = this.#once(`${resource.logicalId}.${name}`, () => this.resolve(written));
      return value === noValue ? undefined : value;
    };
    return named(this.source.environment, resource, property);
  }

  #once(key: string, compute: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    if (this.#open.has(key)) return this.unresolved(key.replace(/^\w+ (of )?/, ''), `${key} refers to itself`);
    this.#open.add(key);
    try {
      const value = compute();
      this.#values.set(key, value);
      return value;
    } finally {
      this.#open.delete(key);
    }
  }
}

function noAttribute(resource: Resource, attribute: string): string {
  if (resource.cfnType.startsWith('Custom::') || resource.cfnType === 'AWS::CloudFormation::CustomResource') {
    return `${attribute} of ${resource.logicalId} comes from a custom resource, which runs only in AWS`;
  }
  return `the attribute ${attribute} of ${resource.cfnType} is not known here`;
}

function attributeOf(kind: ResourceKind | undefined, name: string): Attribute | undefined {
  return kind?.attributes !== undefined && Object.hasOwn(kind.attributes, name) ? kind.attributes[name] : undefined;
}
