// Jobs that an ETL run waits for: Athena queries, and those that have to be asked again and again how they are.
import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
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

function workGroupArn(scope: Construct, workGroup = 'primary'): string {
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

/** Runs a query whose rows are faults, and makes `$.quality` of them. The first row of a result names the columns. */
export function athenaAssertions(scope: Construct, queryString: string, place: QueryPlace): sfn.IChainable {
  const read = new ServiceTask(scope, 'ReadAssertions', {
    service: 'athena',
    action: 'getQueryResults',
    parameters: {
      QueryExecutionId: sfn.JsonPath.stringAt('$.assertions.QueryExecution.QueryExecutionId'),
      MaxResults: 11,
    },
    resources: { 'athena:GetQueryResults': [workGroupArn(scope, place.workGroup)] },
    resultPath: '$.assertions',
  });
  const decide = sfn.Pass.jsonata(scope, 'DecideQuality', {
    comment: 'No row, no fault.',
    outputs:
      "{% ($rows := $states.input.assertions.ResultSet.Rows; $faults := $count($rows) - 1; $merge([$sift($states.input, function($v, $k) { $k != 'assertions' }), " +
      "{'quality': {'verdict': $faults > 0 ? 'QUARANTINE' : 'PASS', 'findings': $faults > 0 ? [$map([1..$faults], function($n) { $join($rows[$n].Data.VarCharValue, ', ') })] : []}}])) %}",
  });
  return athenaQuery(scope, 'CheckQuality', queryString, place, '$.assertions').next(read).next(decide);
}

interface Polling {
  /** The call that begins the work; its result stands at `$.load`. */
  readonly start: sfn.TaskStateBase;
  /** Tells how the work is. */
  readonly describe: sfn.TaskStateBase;
  /** Path of the status in the description. */
  readonly status: string;
  readonly done: string;
  /** Statuses that mean failure. */
  readonly failed: readonly string[];
  /** Takes the state in which a failed load ends; `$.error` tells why. */
  readonly fails: (state: sfn.Pass) => void;
}

function poll(scope: Construct, { start, describe, status, done, failed, fails }: Polling): sfn.IChainable {
  const wait = new sfn.Wait(scope, 'WaitForLoad', { time: sfn.WaitTime.duration(Duration.seconds(15)) });
  const loaded = new sfn.Pass(scope, 'Loaded');
  const choice = new sfn.Choice(scope, 'LoadDone?').when(sfn.Condition.stringEquals(status, done), loaded);
  if (failed.length > 0) {
    const broken = new sfn.Pass(scope, 'LoadFailed', {
      parameters: { Error: 'LoadFailed', 'Cause.$': 'States.JsonToString($.load)' },
      resultPath: '$.error',
    });
    fails(broken);
    for (const one of failed) choice.when(sfn.Condition.stringEquals(status, one), broken);
  }
  choice.otherwise(wait);
  start.next(wait).next(describe).next(choice);
  return sfn.Chain.custom(start, [loaded], loaded);
}

/** Where a Redshift statement runs. */
export interface RedshiftLoadProps {
  /** Statement such as `COPY …`. */
  readonly sql: string;
  readonly database: string;
  /** Name of the serverless workgroup. */
  readonly workgroupName: string;
}

/** Runs a statement through the Redshift Data API and asks until it is done. */
export function redshiftLoad(
  scope: Construct,
  props: RedshiftLoadProps,
  fails: (state: sfn.Pass) => void,
): sfn.IChainable {
  const start = new ServiceTask(scope, 'Load', {
    service: 'aws-sdk:redshiftdata',
    action: 'executeStatement',
    parameters: { Sql: props.sql, Database: props.database, WorkgroupName: props.workgroupName },
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
    start,
    describe,
    status: '$.load.Status',
    done: 'FINISHED',
    failed: ['FAILED', 'ABORTED'],
    fails,
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
  return poll(scope, { start, describe, status: '$.load.State', done: 'READY', failed: [], fails: () => {} });
}
