// Every row of the table of integrations is answered by somebody here, and every answer has the shape that the row tells.
import { type IntegrationRow, integrations, type Parameter, parametersOf } from '../../lib/integrations';
import type { Json } from '../../lib/json';
import {
  createServices,
  type Executions,
  type Functions,
  HttpTasks,
  plausibleResult,
  SimulatedJobs,
} from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

const functions: Functions = {
  has: () => true,
  invoke: () => ({ payload: '{}', functionError: undefined, executedVersion: '$LATEST', logTail: undefined }),
};
const executions: Executions = {
  has: () => true,
  start: () => ({ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:c', startDate: 0 }),
  describe: (executionArn) => ({
    executionArn,
    stateMachineArn: 'm',
    name: 'c',
    status: 'SUCCEEDED',
    startDate: 0,
    stopDate: 0,
    input: '{}',
    output: '{}',
    error: undefined,
    cause: undefined,
  }),
  onEnd: (_, callback) => {
    callback();
    return () => {};
  },
  stop: () => {},
  api: () => ({}),
};

/** Values that make a request of each service a good one, where the kind alone does not. */
const good: { readonly [name: string]: Json } = {
  QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
  TopicArn: 'arn:aws:sns:us-east-1:123456789012:news',
  Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }],
  TableName: 'orders',
  Key: { id: { S: '1' } },
  Item: { id: { S: '1' } },
  ApiEndpoint: 'https://shop.execute-api.us-east-1.amazonaws.com',
  Method: 'POST',
  Path: '/',
};
/** Actions that need a function here: nothing can be made up for them. */
const needWork = ['bedrock:invokeModel', 'bedrock-agentcore:invokeHarness', 'eks:call'];

function setUp() {
  const world = testWorld();
  const work = { work: () => ({}) };
  const http = new HttpTasks(world, { send: async () => ({ status: 200, statusText: 'OK', headers: {}, body: '' }) });
  const services = createServices({
    world,
    functions,
    executions,
    resources: {
      queues: [{ name: 'q' }],
      topics: [{ name: 'news' }],
      tables: [
        {
          TableName: 'orders',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        },
      ],
      apis: { 'https://shop': [{ method: 'POST', path: '/', functionName: 'f', integration: 'AWS' }] },
    },
    after: [http, new SimulatedJobs(world, { jobs: Object.fromEntries(needWork.map((action) => [action, work])) })],
  });
  return { world, services };
}

function request(row: IntegrationRow): { [name: string]: Json } {
  const value = ({ name, kind }: Parameter): Json =>
    good[name] ?? { text: 'x', number: 1, flag: true, list: ['x'], object: {}, any: 'x' }[kind];
  const given = (parametersOf(row) ?? []).filter(
    (parameter) => parameter.required || parameter.name === 'TopicArn' || parameter.name === 'Path',
  );
  return Object.fromEntries(given.map((parameter) => [parameter.name, value(parameter)]));
}

/** What is described, stopped or changed has to have been started: what names it. */
function begun(row: IntegrationRow, start: (resource: string, input: Json) => Json): { [name: string]: Json } {
  const at = (output: Json, ...path: readonly string[]): Json =>
    path.reduce((value, step) => (value as { readonly [member: string]: Json })[step] ?? null, output);
  switch (`${row.service}:${row.action}`) {
    case 'athena:stopQueryExecution':
    case 'athena:getQueryExecution':
    case 'athena:getQueryResults': {
      const output = start('arn:aws:states:::athena:startQueryExecution', { QueryString: 'x' });
      return { QueryExecutionId: at(output, 'QueryExecutionId') };
    }
    case 'codebuild:stopBuild':
      return { Id: at(start('arn:aws:states:::codebuild:startBuild', { ProjectName: 'p' }), 'Build', 'Id') };
    case 'codebuild:stopBuildBatch':
      return { Id: at(start('arn:aws:states:::codebuild:startBuildBatch', { ProjectName: 'p' }), 'BuildBatch', 'Id') };
    case 'elasticmapreduce:cancelStep':
      return { StepId: at(start('arn:aws:states:::elasticmapreduce:addStep', { ClusterId: 'j', Step: {} }), 'StepId') };
    case 'emr-serverless:cancelJobRun': {
      const output = start('arn:aws:states:::emr-serverless:startJobRun', {
        ApplicationId: 'x',
        ExecutionRoleArn: 'r',
      });
      return { JobRunId: at(output, 'JobRunId') };
    }
    case 'sagemaker:updateEndpoint':
      start('arn:aws:states:::sagemaker:createEndpoint', { EndpointName: 'x', EndpointConfigName: 'x' });
      return {};
    default:
      return {};
  }
}

const rows = integrations.map((row): [string, IntegrationRow] => [`${row.service}:${row.action}`, row]);

describe.each(rows)('%s', (name, row) => {
  test.each(row.patterns)('%s', async (pattern) => {
    const { world, services } = setUp();
    const input = request(row);
    Object.assign(
      input,
      begun(row, (begin, given) => perform(services.performer, world, callOf(begin, given)).output),
    );
    const resource = `arn:aws:states:::${name}${pattern === 'requestResponse' ? '' : `.${pattern}`}`;
    const io = perform(services.performer, world, callOf(resource, input));
    if (io.outcome === undefined && !io.waits)
      await Promise.race([io.settledOnce, new Promise((resolve) => setTimeout(resolve, 200))]);
    await new Promise(setImmediate);
    world.advance(120_000);
    if (pattern === 'waitForTaskToken') {
      expect([io.submissions.length, io.waits, io.outcome]).toEqual([1, true, undefined]);
      return;
    }
    if (pattern !== 'requestResponse') expect(io.submissions).toHaveLength(1);
    const { output } = io;
    if (pattern !== 'requestResponse') return;
    const always = row.result.split(/\s+/).filter((member) => member !== '' && !member.endsWith('?'));
    if (!needWork.includes(name)) expect(Object.keys(output as object)).toEqual(expect.arrayContaining(always));
    // What the row tells of the result is also what a made-up answer has.
    expect(Object.keys(plausibleResult(callOf(resource, input), world) as object)).toEqual(
      expect.arrayContaining(always),
    );
  });
});
