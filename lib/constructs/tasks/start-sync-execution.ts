import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceTask } from './service-task';

/** Properties of {@link StepFunctionsStartSyncExecution}. */
export interface StepFunctionsStartSyncExecutionProps extends sfn.TaskStateBaseProps {
  /** The Express workflow. */
  readonly stateMachine: sfn.IStateMachine;
  /** JSONata for its input; a text is JSON already. @default '$string($states.input)' */
  readonly input?: string;
}

/**
 * Runs an Express workflow and waits for its result, which states:startExecution.sync does for Standard workflows only.
 * The state is JSONata; its result holds `Status`, and `Output` as text.
 */
export class StepFunctionsStartSyncExecution extends ServiceTask {
  constructor(scope: Construct, id: string, props: StepFunctionsStartSyncExecutionProps) {
    const arn = props.stateMachine.stateMachineArn;
    super(scope, id, {
      ...props,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      service: 'aws-sdk:sfn',
      action: 'startSyncExecution',
      parameters: { StateMachineArn: arn, Input: `{% ${props.input ?? '$string($states.input)'} %}` },
      resources: { 'states:StartSyncExecution': [arn] },
    });
  }
}
