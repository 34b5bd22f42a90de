// A state machine made with CloudFormation's own resource: it runs locally and is checked like any other, and gets grants,
// metrics and triggers.
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { Workflow } from 'stepwright';

export class HeartbeatStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    const heartbeat = new CfnStateMachine(this, 'Heartbeat', {
      roleArn: role.roleArn,
      definition: {
        StartAt: 'Beat',
        QueryLanguage: 'JSONata',
        States: { Beat: { Type: 'Pass', Output: { at: '{% $states.context.State.EnteredTime %}' }, End: true } },
      },
    });
    Workflow.fromCfnStateMachine(this, 'HeartbeatWorkflow', heartbeat).triggerOnSchedule('Hourly', {
      schedule: scheduler.ScheduleExpression.expression('rate(1 hour)'),
    });
  }
}
