// CloudFormation's intrinsic functions, one entry each. Every function is total: an argument of the wrong shape gives a
// placeholder and a reason, as an unknown reference does, so that one odd corner of a template does not hide the rest.
import { isArray, isObject, type Json, type JsonObject, own } from '../json';
import { cidrBlocks } from './cidr';
import { type Evaluation, noValue, type Value } from './evaluation';
import { placeholdersIn, splitOutsideMarks } from './placeholder';

type IntrinsicFunction = (argument: Json, stack: Evaluation) => Value;

/** By the key of the long form; the short tags of YAML are read into the same keys. */
export const intrinsicFunctions: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Ref', (name, stack) => (typeof name === 'string' ? stack.ref(name) : misused('Ref', 'a name', stack))],
  ['Fn::GetAtt', getAtt],
  ['Fn::Join', join],
  ['Fn::Sub', sub],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::FindInMap', findInMap],
  ['Fn::If', fnIf],
  ['Fn::Equals', (argument, stack) => evaluateCondition({ 'Fn::Equals': argument }, stack)],
  ['Fn::And', (argument, stack) => evaluateCondition({ 'Fn::And': argument }, stack)],
  ['Fn::Or', (argument, stack) => evaluateCondition({ 'Fn::Or': argument }, stack)],
  ['Fn::Not', (argument, stack) => evaluateCondition({ 'Fn::Not': argument }, stack)],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::ToJsonString', (argument, stack) => JSON.stringify(known(stack.resolve(argument)))],
  ['Fn::Length', length],
  ['Fn::GetAZs', getAZs],
  ['Fn::ImportValue', importValue],
  ['Fn::GetStackOutput', getStackOutput],
  ['Fn::Transform', transform],
]);

/** The function that an object calls, if it is a call: one member whose key is a function's name. */
export function intrinsicCall(value: JsonObject): { name: string; argument: Json } | undefined {
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined) return undefined;
  if (name !== 'Ref' && !name.startsWith('Fn::')) return undefined;
  return { name, argument: value[name] as Json };
}

/** Calls a function by name; one that this reader does not know gives a placeholder. */
export function callIntrinsic(name: string, argument: Json, stack: Evaluation): Value {
  const call = intrinsicFunctions.get(name);
  if (call !== undefined) return call(argument, stack);
  return stack.unresolved(
    name,
    `the function ${name} is not known here; expand it before (cdk synth, aws cloudformation package)`,
  );
}

/** A condition of the `Conditions` section or within one. A comparison with something unknown is false, and noted. */
export function evaluateCondition(condition: Json, stack: Evaluation): boolean {
  if (typeof condition === 'boolean') return condition;
  if (isObject(condition)) {
    const [key, ...more] = Object.keys(condition);
    const argument = key === undefined || more.length > 0 ? undefined : (condition[key] as Json);
    if (key === 'Condition' && typeof argument === 'string') return stack.condition(argument);
    const operands = isArray(argument) ? argument : undefined;
    if (operands !== undefined) {
      if (key === 'Fn::And') return operands.every((operand) => evaluateCondition(operand, stack));
      if (key === 'Fn::Or') return operands.some((operand) => evaluateCondition(operand, stack));
      if (key === 'Fn::Not' && operands.length === 1) return !evaluateCondition(operands[0] as Json, stack);
      if (key === 'Fn::Equals' && operands.length === 2) return equals(operands[0] as Json, operands[1] as Json, stack);
    }
  }
  if (condition === 'true' || condition === 'false') return condition === 'true';
  stack.note(`the condition ${JSON.stringify(condition).slice(0, 120)} cannot be decided and is taken as false`);
  return false;
}

function equals(left: Json, right: Json, stack: Evaluation): boolean {
  const [a, b] = [text(known(stack.resolve(left))), text(known(stack.resolve(right)))];
  if (a === b) return true;
  const unknown = [...placeholdersIn(a), ...placeholdersIn(b)];
  if (unknown.length > 0) stack.note(`a condition compares with ${unknown.join(', ')} and is taken as false`);
  return false;
}

function getAtt(argument: Json, stack: Evaluation): Value {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    if (dot > 0) return stack.getAtt(argument.slice(0, dot), argument.slice(dot + 1));
  } else if (isArray(argument) && argument.length >= 2 && typeof argument[0] === 'string') {
    const attribute = argument.slice(1).map((part) => text(known(stack.resolve(part))));
    return stack.getAtt(argument[0], attribute.join('.'));
  }
  return misused('Fn::GetAtt', '[logical id, attribute]', stack);
}

function join(argument: Json, stack: Evaluation): Value {
  const parts = isArray(argument) && argument.length === 2 ? known(stack.resolve(argument[1] as Json)) : undefined;
  const delimiter = isArray(argument) ? argument[0] : undefined;
  if (typeof delimiter !== 'string' || parts === undefined) return misused('Fn::Join', '[delimiter, list]', stack);
  if (isArray(parts)) return parts.map(text).join(delimiter);
  // A list that could not be resolved is one mark already.
  return typeof parts === 'string' ? parts : misused('Fn::Join', '[delimiter, list]', stack);
}

function sub(argument: Json, stack: Evaluation): Value {
  const [template, variables] = isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string' || (variables !== undefined && !isObject(variables))) {
    return misused('Fn::Sub', 'a text, or [text, variables]', stack);
  }
  return template.replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (name === '') return whole;
    const variable = variables === undefined ? undefined : own(variables, name);
    if (variable !== undefined) return text(known(stack.resolve(variable)));
    const dot = name.indexOf('.');
    return text(known(dot > 0 ? stack.getAtt(name.slice(0, dot), name.slice(dot + 1)) : stack.ref(name)));
  });
}

function select(argument: Json, stack: Evaluation): Value {
  if (!isArray(argument) || argument.length !== 2) return misused('Fn::Select', '[index, list]', stack);
  const index = Number(text(known(stack.resolve(argument[0] as Json))));
  const list = known(stack.resolve(argument[1] as Json));
  if (isArray(list)) {
    const chosen = Number.isInteger(index) && index >= 0 ? list[index] : undefined;
    if (chosen !== undefined) return chosen;
  }
  // Part of something unknown is unknown for the same reason.
  const cause = placeholdersIn(JSON.stringify(list))[0];
  return (
    cause ??
    stack.unresolved(
      `Fn::Select ${String(index)}`,
      `Fn::Select asks for element ${String(index)} of a list that has none`,
    )
  );
}

function split(argument: Json, stack: Evaluation): Value {
  const [delimiter, source] = isArray(argument) ? argument : [];
  if (typeof delimiter !== 'string' || delimiter === '' || source === undefined)
    return misused('Fn::Split', '[delimiter, text]', stack);
  return splitOutsideMarks(text(known(stack.resolve(source))), delimiter);
}

function findInMap(argument: Json, stack: Evaluation): Value {
  if (!isArray(argument) || argument.length < 3) return misused('Fn::FindInMap', '[map, key, key]', stack);
  const [map, top, second] = argument.slice(0, 3).map((part) => text(known(stack.resolve(part)))) as [
    string,
    string,
    string,
  ];
  const found = stack.mapping(map, top, second);
  if (found !== undefined) return found;
  const options = argument[3];
  const fallback = isObject(options) ? own(options, 'DefaultValue') : undefined;
  if (fallback !== undefined) return stack.resolve(fallback);
  const cause = placeholdersIn(`${map}${top}${second}`)[0];
  return cause ?? stack.unresolved(`${map}.${top}.${second}`, `the mapping ${map} has no ${top} / ${second}`);
}

function fnIf(argument: Json, stack: Evaluation): Value {
  if (!isArray(argument) || argument.length !== 3) return misused('Fn::If', '[condition, then, else]', stack);
  const [condition, then, otherwise] = argument as [Json, Json, Json];
  const holds = typeof condition === 'string' ? stack.condition(condition) : evaluateCondition(condition, stack);
  return stack.resolve(holds ? then : otherwise);
}

function base64(argument: Json, stack: Evaluation): Value {
  const plain = text(known(stack.resolve(argument)));
  // Encoding a mark would hide it.
  return placeholdersIn(plain)[0] ?? Buffer.from(plain, 'utf8').toString('base64');
}

function cidr(argument: Json, stack: Evaluation): Value {
  if (!isArray(argument) || argument.length < 2) return misused('Fn::Cidr', '[block, count, bits]', stack);
  const [block, count, bits] = argument.map((part) => text(known(stack.resolve(part))));
  const blocks = cidrBlocks(block ?? '', Number(count), bits === undefined ? 8 : Number(bits));
  return (
    blocks ??
    placeholdersIn(block ?? '')[0] ??
    stack.unresolved('Fn::Cidr', `Fn::Cidr cannot cut ${block} into ${count} blocks`)
  );
}

function length(argument: Json, stack: Evaluation): Value {
  const list = known(stack.resolve(argument));
  if (isArray(list)) return list.length;
  return typeof list === 'string' && placeholdersIn(list).length > 0 ? list : misused('Fn::Length', 'a list', stack);
}

/** AWS: the zones of an account differ; three names are enough for what reads them locally. */
function getAZs(argument: Json, stack: Evaluation): Value {
  const region = text(known(stack.resolve(argument))) || stack.region;
  return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
}

function importValue(argument: Json, stack: Evaluation): Value {
  const name = known(stack.resolve(argument));
  return typeof name === 'string' ? stack.importValue(name) : misused('Fn::ImportValue', 'a name', stack);
}

/** What newer CDK versions write for a reference between regions. */
function getStackOutput(argument: Json, stack: Evaluation): Value {
  const part = (name: string) => {
    const written = isObject(argument) ? own(argument, name) : undefined;
    return written === undefined ? undefined : text(known(stack.resolve(written)));
  };
  const [stackName, outputName] = [part('StackName'), part('OutputName')];
  if (stackName === undefined || outputName === undefined)
    return misused('Fn::GetStackOutput', 'StackName and OutputName', stack);
  const name = `${stackName}.${outputName}`;
  return (
    stack.stackOutput(stackName, outputName) ??
    stack.unresolved(
      `Fn::GetStackOutput ${name}`,
      `no stack of the assembly has the output ${name}; read the assembly with that stack in it`,
    )
  );
}

function transform(argument: Json, stack: Evaluation): Value {
  const name = isObject(argument) ? own(argument, 'Name') : undefined;
  const macro = typeof name === 'string' ? name : 'unnamed';
  return stack.unresolved(`Fn::Transform ${macro}`, `the macro ${macro} runs only in AWS; expand it before`);
}

function misused(name: string, shape: string, stack: Evaluation): string {
  return stack.unresolved(name, `${name} expects ${shape}`);
}

/** Outside a property AWS::NoValue has no meaning; CloudFormation refuses it, an empty text keeps the rest legible. */
function known(value: Value): Json {
  return value === noValue ? '' : value;
}

/** As CloudFormation puts a value into a text: numbers and booleans as written, anything deeper as JSON. */
export function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const dynamic = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

/** Replaces `{{resolve:service:reference}}` in a resolved text. */
export function resolveDynamicReferences(value: string, stack: Evaluation): string {
  if (!value.includes('{{resolve:')) return value;
  return value.replace(dynamic, (_whole, service: string, reference: string) => {
    const found = stack.dynamicReference(service, reference);
    if (found !== undefined) return found;
    const name = `${service}:${reference}`;
    return stack.unresolved(name, `the value of {{resolve:${name}}} is kept in AWS and is not part of the assembly`);
  });
}
