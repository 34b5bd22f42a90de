// Stacks → the model: every resource goes before the collector of its type.
import { isObject, type JsonObject, own } from '../json';
import { api } from './collect/apis';
import { bucket, secret, ssmParameter, table } from './collect/data';
import { eventSourceMapping, lambdaFunction } from './collect/functions';
import { logGroup } from './collect/log-groups';
import { activity, machine } from './collect/machines';
import { connection, eventBus, eventRule, queue, schedule, topic } from './collect/messaging';
import { role } from './collect/roles';
import type { Subject } from './collect/subject';
import type { AnyResource, Assembly, StackInfo } from './model';
import { resourcePath } from './nested-stacks';
import { withoutResource } from './paths';
import type { Resource, Stack } from './stack';
import { warningsOf } from './warnings';
import type { World } from './world';

/** Types whose placeholders are worth a warning: what the model describes and what feeds it. */
const described = /^AWS::(StepFunctions|Lambda|DynamoDB|SQS|SNS|Events|Scheduler|S3|SecretsManager|SSM|IAM|Logs)::/;

export function buildAssembly(directory: string, stacks: readonly Stack[], world: World): Assembly {
  const subjects = stacks.flatMap((stack) => stack.resources().map((resource) => subjectOf(stack, resource)));
  const each = <T>(
    types: readonly string[],
    collect: (subject: Subject, others: readonly Subject[]) => T,
  ): readonly T[] =>
    subjects.filter(({ identity }) => types.includes(identity.cfnType)).map((subject) => collect(subject, subjects));
  const machines = each(['AWS::StepFunctions::StateMachine'], machine);
  const assembly: Omit<Assembly, 'warnings'> = {
    directory,
    stacks: stacks.map(stackInfo),
    machines,
    functions: each(['AWS::Lambda::Function'], lambdaFunction),
    eventSourceMappings: each(['AWS::Lambda::EventSourceMapping'], eventSourceMapping),
    tables: each(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], table),
    queues: each(['AWS::SQS::Queue'], queue),
    topics: each(['AWS::SNS::Topic'], topic),
    buses: each(['AWS::Events::EventBus'], eventBus),
    rules: each(['AWS::Events::Rule'], eventRule),
    schedules: each(['AWS::Scheduler::Schedule'], schedule),
    buckets: each(['AWS::S3::Bucket'], bucket),
    activities: each(['AWS::StepFunctions::Activity'], activity),
    secrets: each(['AWS::SecretsManager::Secret'], secret),
    parameters: each(['AWS::SSM::Parameter'], ssmParameter),
    apis: each(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'], api),
    connections: each(['AWS::Events::Connection'], connection),
    logGroups: each(['AWS::Logs::LogGroup'], logGroup),
    roles: each(['AWS::IAM::Role'], role),
    resources: subjects.map(
      ({ identity, ref, properties, metadata }): AnyResource => ({ ...identity, ref, properties, metadata }),
    ),
  };
  const telling = subjects.filter(({ identity }) => described.test(identity.cfnType));
  // Last: resolution is lazy, and by now everything has been asked for.
  return { ...assembly, warnings: warningsOf(world, telling, machines) };
}

function subjectOf(stack: Stack, { logicalId, cfnType, body }: Resource): Subject {
  const ref = stack.ref(logicalId);
  const line = stack.source.template.lineOf(logicalId);
  return {
    identity: {
      cfnType,
      stack: stack.name,
      logicalId,
      constructPath: withoutResource(resourcePath(stack, logicalId)),
      name: stack.physicalName(logicalId),
      arn: stack.arnOf(logicalId),
      account: stack.account,
      region: stack.region,
    },
    stack,
    ref: typeof ref === 'string' ? ref : '',
    properties: stack.propertiesOf(logicalId),
    metadata: objectIn(body, 'Metadata'),
    location: {
      file: stack.source.templateFile,
      pointer: `/Resources/${logicalId}`,
      ...(line === undefined ? {} : { line }),
    },
  };
}

function objectIn(body: JsonObject, key: string): JsonObject {
  const member = own(body, key);
  return isObject(member) ? member : {};
}

function stackInfo(stack: Stack): StackInfo {
  return {
    name: stack.name,
    account: stack.account,
    region: stack.region,
    templateFile: stack.source.templateFile,
    parent: stack.source.parent?.name,
    outputs: stack.outputs(),
  };
}
