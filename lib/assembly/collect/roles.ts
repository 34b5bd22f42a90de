// Roles with everything that is attached to them: inline policies, AWS::IAM::Policy and RolePolicy resources, customer
// managed policies of the same assembly.
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import type { Policy, PolicyStatement, Role } from '../model-resources';
import { objectAt, objectsAt, type Subject, textAt, textsAt } from './subject';

export function role(subject: Subject, others: readonly Subject[]): Role {
  const { identity, properties } = subject;
  const managedArns = textsAt(properties, 'ManagedPolicyArns');
  const attached = others.filter((other) => {
    const { cfnType, arn } = other.identity;
    if (cfnType === 'AWS::IAM::RolePolicy') return textAt(other.properties, 'RoleName') === identity.name;
    const byRole = textsAt(other.properties, 'Roles').includes(identity.name);
    if (cfnType === 'AWS::IAM::Policy') return byRole;
    return cfnType === 'AWS::IAM::ManagedPolicy' && (byRole || managedArns.includes(arn));
  });
  const known = new Set(attached.map((other) => other.identity.arn));
  return {
    ...identity,
    trust: statements(own(properties, 'AssumeRolePolicyDocument')),
    policies: [
      ...objectsAt(properties, 'Policies').map((inline) => policy(inline, identity.logicalId)),
      ...attached.map((other) => policy(other.properties, other.identity.logicalId, other.identity.name)),
    ],
    managedPolicyArns: managedArns.filter((arn) => !known.has(arn)),
    permissionsBoundary: textAt(properties, 'PermissionsBoundary'),
  };
}

function policy(properties: JsonObject, logicalId: string, name = ''): Policy {
  return {
    name: textAt(properties, 'PolicyName') ?? textAt(properties, 'ManagedPolicyName') ?? name,
    logicalId,
    statements: statements(own(properties, 'PolicyDocument')),
  };
}

/** SPEC: Statement is one statement or a list; each element of it a text or a list of texts. */
function statements(document: Json | undefined): readonly PolicyStatement[] {
  if (!isObject(document)) return [];
  const written = own(document, 'Statement');
  const list = isArray(written) ? written.filter(isObject) : isObject(written) ? [written] : [];
  return list.map((statement) => ({
    sid: textAt(statement, 'Sid'),
    effect: textAt(statement, 'Effect') === 'Deny' ? 'Deny' : 'Allow',
    actions: textsAt(statement, 'Action'),
    notActions: textsAt(statement, 'NotAction'),
    resources: textsAt(statement, 'Resource'),
    notResources: textsAt(statement, 'NotResource'),
    principals: own(statement, 'Principal') ?? own(statement, 'NotPrincipal'),
    conditions: objectAt(statement, 'Condition') ?? {},
  }));
}
