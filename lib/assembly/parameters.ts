// The value of a template parameter: given, from the assembly's SSM parameters, its default, or unknown.
import { type Json, type JsonObject, own } from '../json';
import { type Evaluation, noValue, type Value } from './evaluation';
import { text } from './intrinsics';

export function parameterValue(name: string, declared: JsonObject, given: Value | undefined, stack: Evaluation): Value {
  const type = own(declared, 'Type');
  const kind = typeof type === 'string' ? type : 'String';
  const value = given === undefined || given === noValue ? own(declared, 'Default') : given;
  if (value === undefined) return stack.unresolved(name, `the parameter ${name} has no default; give a value for it`);
  const ssm = /^AWS::SSM::Parameter::Value<(.*)>$/.exec(kind);
  if (ssm === null) return typed(value, kind);
  const found = stack.dynamicReference('ssm', text(value));
  if (found !== undefined) return typed(found, ssm[1] ?? 'String');
  return stack.unresolved(
    `ssm:${text(value)}`,
    `the SSM parameter ${text(value)} is kept in AWS and is not part of the assembly`,
  );
}

/** SPEC: lists are given as text with commas, blanks around them do not count. */
function typed(value: Json, kind: string): Json {
  const list = kind === 'CommaDelimitedList' || kind.startsWith('List<');
  if (list) return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
