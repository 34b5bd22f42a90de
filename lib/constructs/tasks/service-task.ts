// The form of the task classes that aws-cdk-lib does not have: a Resource, parameters, and the permissions that the table
// of integrations knows of, so that the proof at synth and the role come from one source.
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { passedTo } from '../../checks';
import { findIntegration, permissionsFor } from '../../integrations';
import type { Json } from '../../json';

/** Properties of {@link ServiceTask}. */
export interface ServiceTaskProps extends sfn.TaskStateBaseProps {
  /** Service as in the Resource, e.g. `sagemaker` or `aws-sdk:sagemaker`. */
  readonly service: string;
  /** Action as in the Resource, e.g. `createProcessingJob`. */
  readonly action: string;
  /** Parameters (JSONPath) or Arguments (JSONata). */
  readonly parameters: { [name: string]: unknown };
  /** Narrower resources than the table knows, by IAM action. @default {} */
  readonly resources?: { [action: string]: string[] };
  /** Permissions besides those of the call. @default [] */
  readonly additionalIamStatements?: iam.PolicyStatement[];
}

/** A task for any service integration, with the permissions that it needs. */
export class ServiceTask extends sfn.TaskStateBase {
  protected override readonly taskMetrics?: sfn.TaskMetricsConfig;
  protected override readonly taskPolicies: iam.PolicyStatement[];
  private readonly resource: string;
  private readonly serviceParameters: { [name: string]: unknown };
  private readonly language: sfn.QueryLanguage | undefined;

  constructor(scope: Construct, id: string, props: ServiceTaskProps) {
    super(scope, id, props);
    const pattern = suffixOf(props.integrationPattern);
    const name = `${props.service}:${props.action}${pattern}`;
    const integration = findIntegration(`arn:aws:states:::${name}`);
    if (integration.found !== 'optimized' && integration.found !== 'aws-sdk') {
      const hint = integration.found === 'refused' ? integration.hint : 'give a service and an action';
      throw new Error(`[${this.node.path}] there is no integration ${name}: ${hint}.`);
    }
    const { partition, region, account } = Stack.of(this);
    this.resource = `arn:${partition}:states:::${name}`;
    this.serviceParameters = props.parameters;
    this.language = props.queryLanguage;
    const permissions = permissionsFor(integration, props.parameters as Json, { partition, region, account });
    const service = passedTo[props.service.replace('aws-sdk:', '')];
    this.taskPolicies = permissions.map(
      ({ action, resource }) =>
        new iam.PolicyStatement({
          actions: [action],
          resources: props.resources?.[action] ?? [resource],
          ...(action === 'iam:PassRole' &&
            service !== undefined && { conditions: { StringEquals: { 'iam:PassedToService': service } } }),
        }),
    );
    this.taskPolicies.push(...(props.additionalIamStatements ?? []));
  }

  /** @internal */
  protected override _renderTask(topLevel?: sfn.QueryLanguage): unknown {
    const jsonata = (this.language ?? topLevel) === sfn.QueryLanguage.JSONATA;
    return {
      Resource: this.resource,
      ...(jsonata
        ? { Arguments: this.serviceParameters }
        : { Parameters: sfn.FieldUtils.renderObject(this.serviceParameters) }),
    };
  }
}

function suffixOf(pattern: sfn.IntegrationPattern | undefined): string {
  if (pattern === sfn.IntegrationPattern.RUN_JOB) return '.sync';
  return pattern === sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN ? '.waitForTaskToken' : '';
}
