// Jobs that an ETL run waits for: Athena queries, and those that have to be asked again and again how they are.
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { ServiceTask } from '../tasks/service-task';

/** CDK's task does not allow to stop the query, which the service does when the execution is stopped. */
class AthenaQuery extends tasks.AthenaStartQueryExecution {
  constructor(scope: Construct, id: string, props: tasks.AthenaStartQueryExecutionProps) {
    super(scope, id, props);
    const actions = ['athena:StopQueryExecution'];
    this.taskPolicies?.push(new iam.PolicyStatement({ actions, resources: [workGroupArn(this, props.workGroup)] }));
  }
}

export function workGroupArn(scope: Construct, workGroup = 'primary'): string {
  return Stack.of(scope).formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup });
}

/** What an Athena query needs to know. */
export interface QueryPlace {
  readonly workGroup: string;
  readonly output: s3.IBucket | undefined;
}

/** A query that is waited for. */
export function athenaQuery(
  scope: Construct,
  name: string,
  queryString: string,
  place: QueryPlace,
  resultPath: string,
): sfn.TaskStateBase {
  const { workGroup, output } = place;
  return new AthenaQuery(scope, name, {
    queryString,
    workGroup,
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    resultPath,
    ...(output !== undefined && {
      resultConfiguration: { outputLocation: { bucketName: output.bucketName, objectKey: 'athena' } },
    }),
  });
}

/** Between two questions: at nine events a round, twelve hours are less than half of what a history holds. */
const pollingInterval = Duration.seconds(30);

export interface Polling {
  /** What is waited for, in the names of states. */
  readonly name: string;
  /** Where the description stands. */
  readonly at: string;
  /** The call that begins the work. */
  readonly start: sfn.TaskStateBase;
  /** Tells how the work is. */
  readonly describe: sfn.TaskStateBase;
  /** Path of the status in the description. */
  readonly status: string;
  readonly done: string;
  /** Statuses that mean failure. */
  readonly failed: readonly string[];
  /** Takes the state in which failed work ends; `$.error` tells why. */
  readonly fails: (state: sfn.Pass) => void;
}

/** Begins work and asks until it is done. */
export function poll(scope: Construct, polling: Polling): sfn.IChainable & { readonly endStates: sfn.INextable[] } {
  const { name, at, start, describe, status, done, failed, fails } = polling;
  const wait = new sfn.Wait(scope, `WaitFor${name}`, { time: sfn.WaitTime.duration(pollingInterval) });
  const ended = new sfn.Pass(scope, `${name}Ended`);
  const choice = new sfn.Choice(scope, `${name}Done?`).when(sfn.Condition.stringEquals(status, done), ended);
  if (failed.length > 0) {
    const broken = new sfn.Pass(scope, `${name}Failed`, {
      parameters: { Error: `${name}Failed`, 'Cause.$': `States.JsonToString(${at})` },
      resultPath: '$.error',
    });
    fails(broken);
    for (const one of failed) choice.when(sfn.Condition.stringEquals(status, one), broken);
  }
  choice.otherwise(wait);
  start.next(wait).next(describe).next(choice);
  return sfn.Chain.custom(start, [ended], ended);
}

/** Where a Redshift statement runs. */
export interface RedshiftLoadProps {
  /** Statement such as `COPY …`. */
  readonly sql: string;
  readonly database: string;
  /** Name of the serverless workgroup. @default - clusterIdentifier is given */
  readonly workgroupName?: string;
  /** Name of the provisioned cluster. @default - workgroupName is given */
  readonly clusterIdentifier?: string;
  /** Secret with user and password. @default - the role's own database user */
  readonly secret?: secretsmanager.ISecret;
}

/** Runs a statement through the Redshift Data API and asks until it is done. */
export function redshiftLoad(
  scope: Construct,
  props: RedshiftLoadProps,
  fails: (state: sfn.Pass) => void,
): sfn.IChainable {
  const { workgroupName, clusterIdentifier, secret } = props;
  if ((workgroupName === undefined) === (clusterIdentifier === undefined)) {
    throw new Error(`[${scope.node.path}] load is redshift: give one of workgroupName and clusterIdentifier.`);
  }
  const start = new ServiceTask(scope, 'Load', {
    service: 'aws-sdk:redshiftdata',
    action: 'executeStatement',
    parameters: {
      Sql: props.sql,
      Database: props.database,
      ...(workgroupName !== undefined && { WorkgroupName: workgroupName }),
      ...(clusterIdentifier !== undefined && { ClusterIdentifier: clusterIdentifier }),
      ...(secret !== undefined && { SecretArn: secret.secretArn }),
    },
    additionalIamStatements: [databaseUser(scope, props)],
    resultSelector: { 'Id.$': '$.Id' },
    resultPath: '$.load',
  });
  const describe = new ServiceTask(scope, 'DescribeLoad', {
    service: 'aws-sdk:redshiftdata',
    action: 'describeStatement',
    parameters: { Id: sfn.JsonPath.stringAt('$.load.Id') },
    resultSelector: { 'Id.$': '$.Id', 'Status.$': '$.Status' },
    resultPath: '$.load',
  });
  return poll(scope, {
    name: 'Load',
    at: '$.load',
    start,
    describe,
    status: '$.load.Status',
    done: 'FINISHED',
    failed: ['FAILED', 'ABORTED'],
    fails,
  });
}

// By a secret, or by credentials that Redshift makes for the role. The id of a workgroup is not in its name.
function databaseUser(
  scope: Construct,
  { secret, clusterIdentifier, database }: RedshiftLoadProps,
): iam.PolicyStatement {
  if (secret !== undefined) {
    return new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
  }
  const format = (service: string, resource: string, resourceName: string, arnFormat: ArnFormat) =>
    Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat });
  return clusterIdentifier === undefined
    ? new iam.PolicyStatement({
        actions: ['redshift-serverless:GetCredentials'],
        resources: [format('redshift-serverless', 'workgroup', '*', ArnFormat.SLASH_RESOURCE_NAME)],
      })
    : new iam.PolicyStatement({
        actions: ['redshift:GetClusterCredentialsWithIAM'],
        resources: [format('redshift', 'dbname', `${clusterIdentifier}/${database}`, ArnFormat.COLON_RESOURCE_NAME)],
      });
}

/** Starts a Glue crawler and asks until it is ready again. */
export function crawlerLoad(scope: Construct, crawlerName: string): sfn.IChainable {
  const arn = Stack.of(scope).formatArn({ service: 'glue', resource: 'crawler', resourceName: crawlerName });
  const start = new ServiceTask(scope, 'Load', {
    service: 'aws-sdk:glue',
    action: 'startCrawler',
    parameters: { Name: crawlerName },
    resources: { 'glue:StartCrawler': [arn] },
    resultPath: sfn.JsonPath.DISCARD,
  });
  const describe = new ServiceTask(scope, 'DescribeLoad', {
    service: 'aws-sdk:glue',
    action: 'getCrawler',
    parameters: { Name: crawlerName },
    resources: { 'glue:GetCrawler': [arn] },
    resultSelector: { 'State.$': '$.Crawler.State' },
    resultPath: '$.load',
  });
  return poll(scope, {
    name: 'Load',
    at: '$.load',
    start,
    describe,
    status: '$.load.State',
    done: 'READY',
    failed: [],
    fails: () => {},
  });
}
