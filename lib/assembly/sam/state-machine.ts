// AWS::Serverless::StateMachine → state machine, role, rules and schedules that start it.
import { isObject, type Json, type JsonObject, own } from '../../json';
import { copied, roleFor } from './expansion';
import { ruleFor, scheduleFor } from './triggers';

export function expandStateMachine(logicalId: string, properties: JsonObject): Readonly<Record<string, JsonObject>> {
  const role = own(properties, 'Role');
  const made: Record<string, JsonObject> = {};
  if (role === undefined) made[`${logicalId}Role`] = roleFor('states.amazonaws.com', properties, []);
  const path = localDefinition(properties);
  made[logicalId] = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      ...copied(properties, {
        Name: 'StateMachineName',
        Type: 'StateMachineType',
        Definition: 'Definition',
        DefinitionSubstitutions: 'DefinitionSubstitutions',
        Logging: 'LoggingConfiguration',
        Tracing: 'TracingConfiguration',
      }),
      ...(path === undefined ? remoteDefinition(properties) : {}),
      RoleArn: role ?? { 'Fn::GetAtt': [`${logicalId}Role`, 'Arn'] },
    },
    ...(path === undefined
      ? {}
      : { Metadata: { 'aws:asset:path': path, 'aws:asset:property': 'DefinitionS3Location' } }),
  };
  const alias = own(properties, 'AutoPublishAlias');
  if (alias !== undefined) {
    const version = `${logicalId}Version`;
    made[version] = {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      Properties: { StateMachineArn: { Ref: logicalId } },
    };
    made[`${logicalId}Alias${typeof alias === 'string' ? alias : ''}`] = {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: { Name: alias, RoutingConfiguration: [{ StateMachineVersionArn: { Ref: version }, Weight: 100 }] },
    };
  }
  const events = own(properties, 'Events');
  for (const [name, event] of Object.entries(isObject(events) ? events : {})) {
    if (isObject(event)) Object.assign(made, trigger(logicalId, name, event));
  }
  return made;
}

function localDefinition(properties: JsonObject): string | undefined {
  const uri = own(properties, 'DefinitionUri');
  return typeof uri === 'string' && !uri.startsWith('s3://') ? uri : undefined;
}

function remoteDefinition(properties: JsonObject): JsonObject {
  const uri = own(properties, 'DefinitionUri');
  if (isObject(uri)) return { DefinitionS3Location: uri };
  const parts = typeof uri === 'string' ? /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) : null;
  return parts === null ? {} : { DefinitionS3Location: { Bucket: parts[1] as string, Key: parts[2] as string } };
}

function trigger(logicalId: string, name: string, event: JsonObject): Readonly<Record<string, JsonObject>> {
  const type = own(event, 'Type');
  const given = own(event, 'Properties');
  const properties = isObject(given) ? given : {};
  const machine: Json = { Ref: logicalId };
  const id = `${logicalId}${name}`;
  if (type !== 'Schedule' && type !== 'EventBridgeRule' && type !== 'CloudWatchEvent' && type !== 'ScheduleV2')
    return {};
  const roleArn: Json = { 'Fn::GetAtt': [`${id}Role`, 'Arn'] };
  const role = roleFor(
    type === 'ScheduleV2' ? 'scheduler.amazonaws.com' : 'events.amazonaws.com',
    {
      Policies: [{ Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: machine }] }],
    },
    [],
  );
  const made =
    type === 'ScheduleV2' ? scheduleFor(properties, machine, roleArn) : ruleFor(type, properties, machine, roleArn);
  return { [id]: made, [`${id}Role`]: role };
}
