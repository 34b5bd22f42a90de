// What an expansion is, and what several of them need.
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../../json';
import { policyTemplates } from './policy-templates';

/** One serverless resource → plain resources by logical id. */
export type Expansion = (logicalId: string, properties: JsonObject) => Readonly<Record<string, JsonObject>>;

export type Globals = JsonObject;

/** Maps merged, lists appended, the rest overridden by the second. */
export function merged(shared: JsonObject, given: JsonObject): JsonObject {
  const result: MutableJsonObject = {};
  for (const key of new Set([...Object.keys(shared), ...Object.keys(given)])) {
    const [left, right] = [own(shared, key), own(given, key)];
    if (isObject(left) && isObject(right) && !isCall(left) && !isCall(right)) put(result, key, merged(left, right));
    else if (isArray(left) && isArray(right)) put(result, key, [...left, ...right]);
    else put(result, key, (right ?? left) as Json);
  }
  return result;
}

function isCall(value: JsonObject): boolean {
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'));
}

/** Members that are given, under other names. */
export function copied(from: JsonObject, names: Readonly<Record<string, string>>): MutableJsonObject {
  const copy: MutableJsonObject = {};
  for (const [name, target] of Object.entries(names)) {
    const value = own(from, name);
    if (value !== undefined) put(copy, target, value);
  }
  return copy;
}

export const arnOf = (logicalId: string): Json => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** The role that SAM makes where none is given: trust, managed policies, inline policies of documents and templates. */
export function roleFor(service: string, properties: JsonObject, basics: readonly string[]): JsonObject {
  const written = own(properties, 'Policies');
  const policies = isArray(written) ? written : written === undefined ? [] : [written];
  const managed: Json[] = [...basics];
  const documents: Json[] = [];
  for (const policy of policies) {
    if (typeof policy === 'string')
      managed.push(policy.startsWith('arn:') ? policy : `arn:aws:iam::aws:policy/${policy}`);
    else if (isObject(policy) && own(policy, 'Statement') !== undefined) documents.push(policy);
    else if (isObject(policy)) fromTemplate(policy, managed, documents);
  }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: managed,
      Policies: documents.map((document, index) => ({ PolicyName: `Policy${index}`, PolicyDocument: document })),
      ...copied(properties, { PermissionsBoundary: 'PermissionsBoundary', RolePath: 'Path' }),
    },
  };
}

function fromTemplate(policy: JsonObject, managed: Json[], documents: Json[]): void {
  const [name = ''] = Object.keys(policy);
  const parameters = own(policy, name);
  const template = policyTemplates.get(name);
  // A policy that is a call (Ref, Fn::Sub …) gives a managed policy's ARN.
  if (template === undefined) managed.push(isCall(policy) ? policy : `<unresolved:SAM policy template ${name}>`);
  else documents.push({ Statement: template(isObject(parameters) ? parameters : {}) });
}
