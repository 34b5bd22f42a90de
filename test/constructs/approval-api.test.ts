// The API that approvals are answered through: routes, permissions, where links lead, what is measured.
import { Duration, type Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import {
  Approval,
  ApprovalApi,
  type ApprovalApiProps,
  ApprovalChannel,
  MlPipeline,
  OrderProcessing,
  Workflow,
} from '../../lib/index';
import { assemblyOf, newStack, resourcesOf, templateOf } from './synth';

function withApi(stack: Stack, props: ApprovalApiProps = {}): ApprovalApi {
  const api = new ApprovalApi(stack, 'Approvals', props);
  const channel = ApprovalChannel.api(api);
  const definition = new Approval(stack, 'Ask', { channel, timeout: Duration.days(1) });
  new Workflow(stack, 'Flow', { definition, queryLanguage: sfn.QueryLanguage.JSONATA });
  return api;
}

const variables = (stack: Stack, name: string) =>
  assemblyOf(stack).functions.find(({ constructPath }) => constructPath.endsWith(name))!.environment;

test('a question is looked at with GET and answered with POST', () => {
  const stack = newStack();
  withApi(stack);
  const { apis, functions } = assemblyOf(stack);
  const answer = functions.find(({ constructPath }) => constructPath.endsWith('AnswerApproval'))!;
  const route = { path: '/approvals/{key}', functionArn: answer.arn, integration: 'AWS_PROXY', payloadFormat: '1.0' };
  expect(apis[0]!.routes).toMatchObject([
    { method: 'GET', ...route },
    { method: 'POST', ...route },
  ]);
});

test('the workflow asks through a function that sends a link to the API', () => {
  const stack = newStack();
  withApi(stack);
  expect(JSON.parse(assemblyOf(stack).machines[0]!.definition).States.Ask).toMatchObject({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { Payload: { taskToken: '{% $states.context.Task.Token %}', expiresInSeconds: 86_400 } },
  });
  expect(variables(stack, 'AskApproval').APPROVALS_URL).toMatch(
    /^https:\/\/\w+\.execute-api\.[\w<>:.-]+\/prod\/approvals$/,
  );
});

test('each function may do what it does, and nothing else', () => {
  const stack = newStack();
  withApi(stack);
  const may = (name: string) =>
    assemblyOf(stack)
      .roles.find((role) => role.constructPath.endsWith(`${name}Role`))!
      .policies.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions))
      .filter((action) => !/^(?:logs|xray):/.test(action))
      .sort();
  expect(may('AskApproval')).toEqual(['dynamodb:PutItem', 'sns:Publish']);
  expect(may('AnswerApproval')).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'states:SendTaskSuccess']);
  expect(openFindings(checkAssembly(assemblyOf(stack))).map(findingLine)).toEqual([]);
});

test('the API of its own is throttled and keeps no log, which would hold the links', () => {
  const stack = newStack();
  withApi(stack);
  const [stage] = resourcesOf(templateOf(stack), 'AWS::ApiGateway::Stage');
  expect(stage!.Properties.MethodSettings).toEqual([
    { DataTraceEnabled: false, HttpMethod: '*', ResourcePath: '/*', ThrottlingBurstLimit: 20, ThrottlingRateLimit: 10 },
  ]);
});

describe('things of your own', () => {
  test('an API with an authorizer, a path, a topic and an address', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Mine');
    const notifications = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:people');
    const made = withApi(stack, {
      api,
      notifications,
      path: 'shop/questions',
      url: 'https://shop.test/',
      methodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
    });
    expect(made.api).toBe(api);
    expect(variables(stack, 'AskApproval')).toMatchObject({
      APPROVALS_URL: 'https://shop.test/shop/questions',
      TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:people',
    });
    const methods = resourcesOf(templateOf(stack), 'AWS::ApiGateway::Method');
    expect(methods.map(({ Properties }) => [Properties.HttpMethod, Properties.AuthorizationType])).toEqual([
      ['GET', 'AWS_IAM'],
      ['POST', 'AWS_IAM'],
    ]);
  });

  test('a topic with a key', () => {
    const stack = newStack();
    const masterKey = new kms.Key(stack, 'Key');
    withApi(stack, { notifications: new sns.Topic(stack, 'Topic', { masterKey }) });
    const role = assemblyOf(stack).roles.find(({ constructPath }) => constructPath.endsWith('AskApprovalRole'))!;
    const actions = role.policies.flatMap(({ statements }) => statements.flatMap((one) => one.actions));
    expect(actions).toEqual(expect.arrayContaining(['kms:GenerateDataKey', 'kms:Decrypt']));
  });

  test('an API without a stage needs an address', () => {
    const stack = newStack();
    const api = new apigateway.RestApi(stack, 'Mine', { deploy: false });
    expect(() => new ApprovalApi(stack, 'Approvals', { api })).toThrow(
      '[Test/Approvals] the API Test/Mine has no stage of its own; give its address as url.',
    );
  });
});

describe('the age of answers', () => {
  test('is measured by API', () => {
    const stack = newStack();
    expect(withApi(stack).metricAge().toMetricConfig().metricStat).toMatchObject({
      namespace: 'Stepwright/Approvals',
      metricName: 'ApprovalAge',
      dimensions: [{ name: 'Approvals', value: variables(stack, 'AnswerApproval').APPROVALS_NAME }],
    });
  });

  test('is a metric of the patterns that ask', () => {
    const stack = newStack();
    const channel = ApprovalChannel.api(new ApprovalApi(stack, 'Approvals'));
    const orders = new OrderProcessing(stack, 'Orders', { approval: { when: 'true', channel } });
    const image = { imageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1' };
    const models = new MlPipeline(stack, 'Models', {
      bucket: s3.Bucket.fromBucketName(stack, 'Data', 'models'),
      train: image,
      evaluate: image,
      modelPackageGroupName: 'churn',
      approval: { channel },
    });
    for (const metric of [orders.metricApprovalAge(), models.metricApprovalAge()])
      expect(metric.toMetricConfig().metricStat).toMatchObject({ metricName: 'ApprovalAge' });
    expect(() => new OrderProcessing(stack, 'Plain').metricApprovalAge()).toThrow(
      '[Test/Plain] approval is not given: nothing is asked.',
    );
  });
});
