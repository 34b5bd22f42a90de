import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { defaultHandler } from '../handlers/default-handlers';
import { type HandlerBundling, TaskHandlers } from '../handlers/task-handlers';
import { useOfKey } from '../tasks/with-key';

/** Properties of {@link ApprovalApi}. */
export interface ApprovalApiProps {
  /** Topic that gets the links: a mail for people, JSON for programs. @default - a new one; subscribe to `notifications` */
  readonly notifications?: sns.ITopic;
  /** API to add to. @default - a new REST API, throttled to 10 requests a second */
  readonly api?: apigateway.RestApi;
  /** Path below the API's root. @default 'approvals' */
  readonly path?: string;
  /** Address of the API for people, with the stage. @default - that of API Gateway; needed for a custom domain */
  readonly url?: string;
  /**
   * An authorizer, say. Who it lets in is told to the workflow as `by`.
   * @default - none: who has the link may answer
   */
  readonly methodOptions?: apigateway.MethodOptions;
  /** Table with the string key `pk` for open questions. @default - a new one */
  readonly table?: dynamodb.ITable;
  /** How handlers are bundled. @default - see {@link TaskHandlers} */
  readonly bundling?: HandlerBundling;
}

/**
 * Lets people and programs answer approvals over HTTP. Every question gets a link of its own, which is sent to a topic:
 * `GET` shows the question and changes nothing, `POST` with `{"approved": true}` or `{"approved": false, "reason": "…"}`
 * answers it. The link holds 256 bits that nobody can guess and not the task token; the first answer counts, the same one
 * again does no harm (200), another one is refused (409), as is one that comes too late (410).
 */
export class ApprovalApi extends Construct {
  /** Gets the links. */
  readonly notifications: sns.ITopic;
  readonly api: apigateway.RestApi;
  readonly table: dynamodb.ITable;
  /** Makes the link of a question and sends it. */
  readonly askFunction: lambda.Function;
  /** Answers HTTP requests and the workflow. */
  readonly answerFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: ApprovalApiProps = {}) {
    super(scope, id);
    const path = props.path ?? 'approvals';
    this.notifications = props.notifications ?? new sns.Topic(this, 'Notifications', { enforceSSL: true });
    this.table = props.table ?? (this.makeTable() as dynamodb.ITable);
    this.api = props.api ?? this.makeApi();
    const handlers = new TaskHandlers(this, 'Handlers', {
      environment: { TABLE_NAME: this.table.tableName },
      ...(props.bundling !== undefined && { bundling: props.bundling }),
    });
    this.askFunction = handlers.add('AskApproval', {
      entry: defaultHandler('approvals/ask-approval'),
      environment: { TOPIC_ARN: this.notifications.topicArn, APPROVALS_URL: this.address(props, path) },
    });
    this.answerFunction = handlers.add('AnswerApproval', {
      entry: defaultHandler('approvals/answer-approval'),
      environment: { APPROVALS_NAME: this.node.path },
    });
    this.table.grant(this.askFunction, 'dynamodb:PutItem');
    this.askFunction.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [this.notifications.topicArn] }),
    );
    for (const one of [this.askFunction, this.answerFunction])
      for (const use of useOfKey(this.table.encryptionKey, 'kms:Decrypt')) one.addToRolePolicy(use);
    for (const use of useOfKey(this.notifications.masterKey, 'kms:GenerateDataKey', 'kms:Decrypt'))
      this.askFunction.addToRolePolicy(use);
    this.table.grant(this.answerFunction, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    // AWS: "SendTaskSuccess" knows no resources; which execution it reaches is the task token's business.
    this.answerFunction.addToRolePolicy(
      new iam.PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: ['*'] }),
    );
    const question = this.api.root.resourceForPath(path).addResource('{key}');
    const integration = new apigateway.LambdaIntegration(this.answerFunction, { allowTestInvoke: false });
    for (const method of ['GET', 'POST']) question.addMethod(method, integration, props.methodOptions);
  }

  /** How long answers took, in milliseconds. */
  metricAge(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ApprovalAge', { statistic: 'avg', ...options });
  }

  /** A metric of the answers: `ApprovalAge`, `Approved`, `Refused`. */
  metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'Stepwright/Approvals',
      metricName,
      dimensionsMap: { Approvals: this.node.path },
      statistic: 'sum',
      ...options,
    }).attachTo(this);
  }

  private address({ url, api }: ApprovalApiProps, path: string): string {
    if (url !== undefined) return `${url.replace(/\/$/, '')}/${path}`;
    if (api !== undefined && api.deploymentStage === undefined) {
      throw new Error(`[${this.node.path}] the API ${api.node.path} has no stage of its own; give its address as url.`);
    }
    return this.api.urlForPath(`/${path}`);
  }

  private makeTable(): dynamodb.Table {
    return new dynamodb.Table(this, 'Questions', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ttl',
      // Open questions are open executions: who removes the workflow needs them no longer.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeApi(): apigateway.RestApi {
    return new apigateway.RestApi(this, 'Api', {
      description: 'Answers to approvals.',
      cloudWatchRole: false,
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      deployOptions: { stageName: 'prod', throttlingRateLimit: 10, throttlingBurstLimit: 20 },
    });
  }
}
