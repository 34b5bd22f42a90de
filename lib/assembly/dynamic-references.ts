// `{{resolve:service:reference}}`: values of parameters and secrets that the assembly itself declares.
import { isObject, type Json, own } from '../json';
import { text } from './intrinsics';
import type { World } from './world';

/** The value, or undefined when it is kept in AWS and not declared here. */
export function dynamicValue(world: World, service: string, reference: string): string | undefined {
  if (service === 'ssm' || service === 'ssm-secure') return parameterValue(world, reference);
  return service === 'secretsmanager' ? secretValue(world, reference) : undefined;
}

/** `<name>:<version>`; the version is optional, and the only one there is here is the declared one. */
function parameterValue(world: World, reference: string): string | undefined {
  const name = reference.replace(/:\d+$/, '');
  const found = world.find(
    'AWS::SSM::Parameter',
    (_properties, stack, logicalId) => stack.physicalName(logicalId) === name,
  );
  const value = found === undefined ? undefined : own(found.properties, 'Value');
  return value === undefined ? undefined : text(value);
}

/** `<name or ARN>:SecretString:<JSON key>:<stage>:<version>`; only the first part is required. */
function secretValue(world: World, reference: string): string | undefined {
  const [id = '', rest = ''] = reference.split(/:SecretString(?::|$)/);
  const found = world.find(
    'AWS::SecretsManager::Secret',
    (_properties, stack, logicalId) => stack.physicalName(logicalId) === id || stack.ref(logicalId) === id,
  );
  const secret = found === undefined ? undefined : own(found.properties, 'SecretString');
  const key = rest.split(':')[0] ?? '';
  if (typeof secret !== 'string') return undefined;
  if (key === '') return secret;
  const member = jsonMember(secret, key);
  return member === undefined ? undefined : text(member);
}

function jsonMember(source: string, key: string): Json | undefined {
  try {
    const value = JSON.parse(source) as Json;
    return isObject(value) ? own(value, key) : undefined;
  } catch {
    // SPEC: a secret need not be JSON; then it has no members.
    return undefined;
  }
}
