// Rules and schedules that SAM makes of `Events`.
import { type Json, type JsonObject, own } from '../../json';
import { copied } from './expansion';

/** A Schedule, EventBridgeRule or CloudWatchEvent as a rule with one target. */
export function ruleFor(type: string, properties: JsonObject, target: Json, roleArn: Json | undefined): JsonObject {
  const schedule = type === 'Schedule' ? copied(properties, { Schedule: 'ScheduleExpression' }) : {};
  const enabled = own(properties, 'Enabled');
  const state =
    enabled === false || enabled === 'false' ? { State: 'DISABLED' } : copied(properties, { State: 'State' });
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      ...copied(properties, { Pattern: 'EventPattern', EventBusName: 'EventBusName', Name: 'Name', RuleName: 'Name' }),
      ...schedule,
      ...state,
      Targets: [
        {
          Id: 'Target',
          Arn: target,
          ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
          ...copied(properties, { Input: 'Input', InputPath: 'InputPath', InputTransformer: 'InputTransformer' }),
        },
      ],
    },
  };
}

/** A ScheduleV2 as a schedule of EventBridge Scheduler. */
export function scheduleFor(properties: JsonObject, target: Json, roleArn: Json | undefined): JsonObject {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ...copied(properties, {
        ScheduleExpression: 'ScheduleExpression',
        ScheduleExpressionTimezone: 'ScheduleExpressionTimezone',
        Name: 'Name',
        GroupName: 'GroupName',
        State: 'State',
      }),
      Target: {
        Arn: target,
        ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
        ...copied(properties, { Input: 'Input' }),
      },
    },
  };
}
