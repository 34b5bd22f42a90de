// SAM's transform, as far as a local run needs it: serverless resources become the plain ones that SAM would make of them.
// References are left as they are written; everything after this point sees CloudFormation only.
import { isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../../json';
import { type Expansion, type Globals, merged } from './expansion';
import { expandFunction } from './function';
import { expandStateMachine } from './state-machine';

const expansions: ReadonlyMap<string, Expansion> = new Map<string, Expansion>([
  ['AWS::Serverless::Function', expandFunction],
  ['AWS::Serverless::StateMachine', expandStateMachine],
  ['AWS::Serverless::SimpleTable', simpleTable],
  ['AWS::Serverless::Api', renamed('AWS::ApiGateway::RestApi', ['Name', 'Description'])],
  ['AWS::Serverless::HttpApi', httpApi],
  ['AWS::Serverless::LayerVersion', layerVersion],
  ['AWS::Serverless::Application', application],
]);

/** The template with its serverless resources expanded; a template without any comes back as it is. */
export function expandSam(document: JsonObject): JsonObject {
  const resources = own(document, 'Resources');
  if (!isObject(resources)) return document;
  const serverless = Object.values(resources).some((resource) => typeOf(resource)?.startsWith('AWS::Serverless::'));
  if (!serverless) return document;
  const globals = own(document, 'Globals');
  const expanded: MutableJsonObject = {};
  for (const logicalId of Object.keys(resources)) {
    const resource = resources[logicalId] as Json;
    const type = typeOf(resource);
    const expand = type === undefined ? undefined : expansions.get(type);
    if (expand === undefined || !isObject(resource) || type === undefined) {
      put(expanded, logicalId, resource);
      continue;
    }
    const properties = withGlobals(resource, type, isObject(globals) ? globals : {});
    for (const [id, made] of Object.entries(expand(logicalId, properties))) put(expanded, id, keep(resource, made));
  }
  return { ...document, Resources: expanded };
}

/** What any resource may say besides its properties. */
function keep(resource: JsonObject, made: JsonObject): JsonObject {
  const condition = own(resource, 'Condition');
  return condition === undefined ? made : { ...made, Condition: condition };
}

/** SPEC Globals: maps are merged, lists appended, anything else is overridden by the resource. */
function withGlobals(resource: JsonObject, type: string, globals: Globals): JsonObject {
  const shared = own(globals, type.slice('AWS::Serverless::'.length));
  const properties = own(resource, 'Properties');
  return merged(isObject(shared) ? shared : {}, isObject(properties) ? properties : {});
}

function typeOf(resource: Json | undefined): string | undefined {
  const type = isObject(resource) ? own(resource, 'Type') : undefined;
  return typeof type === 'string' ? type : undefined;
}

function renamed(type: string, kept: readonly string[]): Expansion {
  return (logicalId, properties) => {
    const entries = kept.flatMap((name) => {
      const value = own(properties, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { [logicalId]: { Type: type, Properties: Object.fromEntries(entries) } };
  };
}

function httpApi(logicalId: string, properties: JsonObject): Readonly<Record<string, JsonObject>> {
  const name = own(properties, 'Name');
  return {
    [logicalId]: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { ProtocolType: 'HTTP', ...(name === undefined ? {} : { Name: name }) },
    },
  };
}

/** SPEC SimpleTable: one key, `id` of type String when none is given. */
function simpleTable(logicalId: string, properties: JsonObject): Readonly<Record<string, JsonObject>> {
  const key = own(properties, 'PrimaryKey');
  const name = (isObject(key) ? own(key, 'Name') : undefined) ?? 'id';
  const type = (isObject(key) ? own(key, 'Type') : undefined) ?? 'String';
  const letter = type === 'Number' ? 'N' : type === 'Binary' ? 'B' : 'S';
  const throughput = own(properties, 'ProvisionedThroughput');
  const given = own(properties, 'TableName');
  return {
    [logicalId]: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        ...(given === undefined ? {} : { TableName: given }),
        AttributeDefinitions: [{ AttributeName: name, AttributeType: letter }],
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        ...(throughput === undefined ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput: throughput }),
      },
    },
  };
}

function layerVersion(logicalId: string, properties: JsonObject): Readonly<Record<string, JsonObject>> {
  const uri = own(properties, 'ContentUri');
  const expanded = renamed('AWS::Lambda::LayerVersion', ['LayerName', 'CompatibleRuntimes'])(logicalId, properties);
  if (typeof uri !== 'string') return expanded;
  return {
    [logicalId]: { ...expanded[logicalId], Metadata: { 'aws:asset:path': uri, 'aws:asset:property': 'Content' } },
  };
}

function application(logicalId: string, properties: JsonObject): Readonly<Record<string, JsonObject>> {
  const location = own(properties, 'Location');
  const parameters = own(properties, 'Parameters');
  return {
    [logicalId]: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        ...(typeof location === 'string' ? { TemplateURL: location } : {}),
        ...(parameters === undefined ? {} : { Parameters: parameters }),
      },
    },
  };
}
