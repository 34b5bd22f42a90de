// The ways in which EtlPipeline decides whether a run is good enough. Each leaves `$.quality.verdict`: PASS, QUARANTINE or
// FAIL.
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceTask } from '../tasks/service-task';
import { athenaQuery, poll, type QueryPlace, workGroupArn } from './etl-jobs';
import { EtlPart, type EtlPartContext, invokePlainly } from './etl-parts';

/** When a handler finds a run good enough. */
export interface HandlerQualityProps {
  /** Source of the handler; it answers `{verdict, findings}` from `{results}`. @default - lambdas/etl/check-quality */
  readonly entry?: string;
  /** Least number of rows. @default 1 */
  readonly minRows?: number;
  /** Share of rejected rows above which the run goes into quarantine, in per cent. @default 1 */
  readonly quarantineAbovePercentage?: number;
  /** Share of rejected rows above which the run fails, in per cent. @default 10 */
  readonly failAbovePercentage?: number;
}

/** A ruleset of AWS Glue Data Quality. */
export interface GlueRulesetProps {
  readonly rulesetName: string;
  /** Database of the table that is evaluated. */
  readonly databaseName: string;
  /** Table that is evaluated. */
  readonly tableName: string;
  /** Role that Glue evaluates the rules as. */
  readonly role: iam.IRole;
  /** Score, from 0 to 1, below which the run goes into quarantine. @default 1: any failed rule */
  readonly quarantineBelowScore?: number;
  /** Score, from 0 to 1, below which the run fails. @default 0: never */
  readonly failBelowScore?: number;
}

/** Decides whether a run is good enough. */
export class EtlQuality extends EtlPart {
  /** A handler that compares what was counted with limits; for Express too. */
  static handler(props: HandlerQualityProps = {}): EtlQuality {
    const { minRows = 1, quarantineAbovePercentage: quarantine = 1, failAbovePercentage: fail = 10 } = props;
    if (quarantine < 0 || fail > 100 || quarantine > fail) {
      throw new Error(
        `the quality has quarantineAbovePercentage ${quarantine} and failAbovePercentage ${fail}; ` +
          'allowed are 0 to 100, and the first not above the second.',
      );
    }
    if (!Number.isInteger(minRows) || minRows < 0)
      throw new Error(`minRows of the quality is ${minRows}; give a whole number.`);
    return new EtlQuality('handler', true, props.entry !== undefined, (context) =>
      invokePlainly(context, {
        name: 'CheckQuality',
        comment: 'Decides PASS, QUARANTINE or FAIL.',
        resultPath: '$.quality',
        handler: context.handler('CheckQuality', 'etl/check-quality', props.entry, {
          MIN_ROWS: String(minRows),
          QUARANTINE_ABOVE: String(quarantine),
          FAIL_ABOVE: String(fail),
        }),
      }),
    );
  }

  /** An Athena query whose rows are faults: any row sends the run into quarantine. */
  static athenaAssertions(queryString: string, workGroup = 'primary'): EtlQuality {
    return new EtlQuality('athenaAssertions', false, true, ({ scope, output }) =>
      athenaAssertions(scope, queryString, { workGroup, output }),
    );
  }

  /** A ruleset of AWS Glue Data Quality, which is waited for. */
  static glueRuleset(props: GlueRulesetProps): EtlQuality {
    const { quarantineBelowScore: quarantine = 1, failBelowScore: fail = 0 } = props;
    if (fail < 0 || quarantine > 1 || fail > quarantine) {
      throw new Error(
        `the quality has quarantineBelowScore ${quarantine} and failBelowScore ${fail}; ` +
          'allowed are 0 to 1, and the second not above the first.',
      );
    }
    return new EtlQuality('glueRuleset', false, true, (context) => glueRuleset(context, props, quarantine, fail));
  }

  /** States of your own; they leave `{verdict}` at `$.quality`. */
  static states(chain: sfn.IChainable): EtlQuality {
    return new EtlQuality('states', true, true, () => chain);
  }

  /** @internal whether it can judge a transform that does not count its rows */
  readonly _judgesJobs: boolean;

  private constructor(
    kind: string,
    express: boolean,
    judgesJobs: boolean,
    make: (context: EtlPartContext) => sfn.IChainable,
  ) {
    super(kind, express, make);
    this._judgesJobs = judgesJobs;
  }
}

const without = (...names: string[]) =>
  `$sift($states.input, function($v, $k) { $not($k in [${names.map((name) => `'${name}'`).join(', ')}]) })`;

// The first row of a result names the columns.
function athenaAssertions(scope: Construct, queryString: string, place: QueryPlace): sfn.IChainable {
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
      `{% ($rows := $states.input.assertions.ResultSet.Rows; $faults := $count($rows) - 1; $merge([${without('assertions')}, ` +
      "{'quality': {'verdict': $faults > 0 ? 'QUARANTINE' : 'PASS', 'findings': $faults > 0 ? [$map([1..$faults], function($n) { $join($rows[$n].Data.VarCharValue, ', ') })] : []}}])) %}",
  });
  return athenaQuery(scope, 'CheckQuality', queryString, place, '$.assertions').next(read).next(decide);
}

function glueRuleset(
  { scope, fails }: EtlPartContext,
  props: GlueRulesetProps,
  quarantineBelow: number,
  failBelow: number,
): sfn.IChainable {
  const pass = new iam.PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [props.role.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
  });
  const start = new ServiceTask(scope, 'CheckQuality', {
    service: 'aws-sdk:glue',
    action: 'startDataQualityRulesetEvaluationRun',
    parameters: {
      DataSource: { GlueTable: { DatabaseName: props.databaseName, TableName: props.tableName } },
      Role: props.role.roleArn,
      RulesetNames: [props.rulesetName],
    },
    additionalIamStatements: [pass],
    resultPath: '$.ruleset',
  });
  const describe = new ServiceTask(scope, 'DescribeRuleset', {
    service: 'aws-sdk:glue',
    action: 'getDataQualityRulesetEvaluationRun',
    parameters: { RunId: sfn.JsonPath.stringAt('$.ruleset.RunId') },
    resultPath: '$.ruleset',
  });
  const evaluated = poll(scope, {
    name: 'Ruleset',
    at: '$.ruleset',
    start,
    describe,
    status: '$.ruleset.Status',
    done: 'SUCCEEDED',
    failed: ['FAILED', 'STOPPED', 'TIMEOUT'],
    fails,
  });
  const read = new ServiceTask(scope, 'ReadRuleset', {
    service: 'aws-sdk:glue',
    action: 'getDataQualityResult',
    parameters: { ResultId: sfn.JsonPath.stringAt('$.ruleset.ResultIds[0]') },
    resultPath: '$.ruleset',
  });
  const decide = sfn.Pass.jsonata(scope, 'DecideQuality', {
    comment: 'The score is the share of the rules that hold.',
    outputs:
      `{% ($score := $states.input.ruleset.Score; $merge([${without('ruleset')}, {'quality': {'verdict': ` +
      `$score < ${failBelow} ? 'FAIL' : $score < ${quarantineBelow} ? 'QUARANTINE' : 'PASS', 'score': $score, ` +
      "'findings': [$states.input.ruleset.RuleResults[Result != 'PASS'].(Name & ': ' & EvaluationMessage)]}}])) %}",
  });
  for (const end of evaluated.endStates) end.next(read);
  read.next(decide);
  return sfn.Chain.custom(evaluated.startState, [decide], decide);
}
