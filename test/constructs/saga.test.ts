import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import { Approval, ApprovalChannel, ApprovalTimeout, OrderProcessing, Saga, Step, Workflow } from '../../lib/index';
import { assemblyOf, newStack, templateOf } from './synth';

type States = Record<
  string,
  { Next?: string; Catch?: { ErrorEquals: string[]; Next: string; Assign?: object }[]; [field: string]: unknown }
>;
const statesOf = (stack: Stack): States => JSON.parse(assemblyOf(stack).machines[0]!.definition).States;
const wait = (stack: Stack, id: string) =>
  tasks.SqsSendMessage.jsonata(stack, id, {
    queue: sqs.Queue.fromQueueArn(stack, `${id}Queue`, 'arn:aws:sqs:us-east-1:123456789012:q'),
    messageBody: sfn.TaskInput.fromText(id),
  });

describe('Saga', () => {
  const stack = newStack();
  const saga = new Saga(stack, 'Trip', {
    onFailure: sfn.Fail.jsonata(stack, 'Failed', { error: '{% $failure.error %}' }),
  });
  saga
    .step('Flight', {
      action: wait(stack, 'BookFlight'),
      compensation: wait(stack, 'CancelFlight'),
      harmlessErrors: ['SoldOut'],
    })
    .step('Hotel', {
      action: wait(stack, 'BookHotel'),
      compensation: wait(stack, 'CancelHotel'),
      harmlessErrors: ['SoldOut'],
    })
    .step('Mail', { action: wait(stack, 'SendMail') });
  new Workflow(stack, 'Flow', { definition: saga, queryLanguage: sfn.QueryLanguage.JSONATA });
  let states: States;
  beforeAll(() => {
    states = statesOf(stack);
  });

  test('runs its steps one after the other', () => {
    expect([states.BookFlight!.Next, states.BookHotel!.Next, states.SendMail!.End]).toEqual([
      'BookHotel',
      'SendMail',
      true,
    ]);
  });

  test('a step that may have happened is taken back with all before it', () => {
    expect(states.BookHotel!.Catch!.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'CancelHotel' });
    expect([states.CancelHotel!.Next, states.CancelFlight!.Next]).toEqual(['CancelFlight', 'Failed']);
  });

  test('after a harmless error only what came before is taken back', () => {
    expect(states.BookHotel!.Catch![0]).toMatchObject({ ErrorEquals: ['SoldOut'], Next: 'CancelFlight' });
    expect(states.BookFlight!.Catch![0]).toMatchObject({ ErrorEquals: ['SoldOut'], Next: 'Failed' });
  });

  test('what failed is kept, also where there is no cause', () => {
    expect(states.SendMail!.Catch![0]!.Assign).toEqual({
      failure: {
        state: 'SendMail',
        error: '{% $states.errorOutput.Error %}',
        cause: "{% $states.errorOutput.Cause ? $states.errorOutput.Cause : '' %}",
      },
    });
  });

  test('a step without compensation is told of (SFN209), unless it needs none', () => {
    templateOf(stack);
    const told = (of: Stack) => Annotations.fromStack(of).findInfo('*', Match.stringLikeRegexp('SFN209')).length;
    expect(told(stack)).toBe(1);
    Annotations.fromStack(stack).hasInfo('/Test/Trip', Match.stringLikeRegexp('step "Mail" has no compensation'));
    const other = newStack();
    new Saga(other, 'S', { onFailure: new sfn.Fail(other, 'F') }).step('Look', {
      action: wait(other, 'Look'),
      needsNoCompensation: true,
    });
    expect(told(other)).toBe(0);
  });

  test('a saga needs a step', () => {
    const empty = newStack();
    const none = new Saga(empty, 'Empty', { onFailure: new sfn.Fail(empty, 'F') });
    expect(() => none.startState).toThrow(
      '[Test/Empty] a saga needs at least one step; add it with step(name, props).',
    );
  });
});

describe('a step of a saga', () => {
  const own = newStack();
  const saga = new Saga(own, 'Trip', { onFailure: sfn.Fail.jsonata(own, 'Failed'), key: '$tripId' });
  saga.step('Flight', {
    action: wait(own, 'BookFlight'),
    needsNoCompensation: true,
    retry: { errors: ['Throttled'], maxAttempts: 4 },
  });

  test('retries what it does as it says', () => {
    new Workflow(own, 'Flow', { definition: saga, queryLanguage: sfn.QueryLanguage.JSONATA });
    expect(statesOf(own).BookFlight).toMatchObject({ Retry: [{ ErrorEquals: ['Throttled'], MaxAttempts: 4 }] });
  });

  test('has a key that is the same for every attempt and other than that of any other step', () => {
    expect(saga.idempotencyKey('Flight')).toBe("{% $tripId & '/Flight' %}");
    const plain = new Saga(own, 'Plain', { onFailure: sfn.Fail.jsonata(own, 'Gone') });
    expect(plain.idempotencyKey("Hotel's")).toBe("{% $states.context.Execution.Name & '/Hotel\\'s' %}");
  });
});

describe('Approval', () => {
  const stack = newStack();
  const channels: readonly [string, ApprovalChannel, string][] = [
    ['a topic', ApprovalChannel.topic(new sns.Topic(stack, 'T')), 'sns:publish'],
    ['a queue', ApprovalChannel.queue(new sqs.Queue(stack, 'Q')), 'sqs:sendMessage'],
    ['a bus', ApprovalChannel.eventBus(events.EventBus.fromEventBusName(stack, 'B', 'b'), 'shop'), 'events:putEvents'],
    [
      'a function',
      ApprovalChannel.lambda(
        new lambda.Function(stack, 'F', {
          code: lambda.Code.fromInline('x'),
          handler: 'i.h',
          runtime: lambda.Runtime.NODEJS_22_X,
        }),
      ),
      'lambda:invoke',
    ],
  ];

  test.each(channels)('asks through %s and waits for the token', (name, channel, service) => {
    const id = `Ask ${name}`;
    const approval = new Approval(stack, id, { channel, timeout: Duration.hours(1) });
    const machine = new sfn.StateMachine(stack, `Machine ${name}`, {
      definitionBody: sfn.DefinitionBody.fromChainable(approval),
      queryLanguage: sfn.QueryLanguage.JSONATA,
    });
    const definition = stack.resolve((machine.node.defaultChild as sfn.CfnStateMachine).definitionString);
    const text = JSON.stringify(definition);
    expect(text).toContain(`:states:::${service}.waitForTaskToken`);
    expect(text).toContain('$states.context.Task.Token');
    expect(text).toContain('\\"TimeoutSeconds\\":3600');
  });

  test('a refusal fails the execution with its reason', () => {
    const own = newStack();
    const approval = new Approval(own, 'Ask', {
      channel: ApprovalChannel.topic(new sns.Topic(own, 'T')),
      timeout: Duration.hours(1),
    });
    new Workflow(own, 'Flow', { definition: approval, queryLanguage: sfn.QueryLanguage.JSONATA });
    const states = statesOf(own);
    expect(states['AskGranted?']).toMatchObject({ Choices: [{ Next: 'AskGranted' }], Default: 'AskRefused' });
    expect(states.AskRefused).toMatchObject({ Type: 'Fail', Error: 'ApprovalRefused' });
  });

  test.each([
    [ApprovalTimeout.REJECT, { approved: false, reason: 'nobody answered in time' }],
    [ApprovalTimeout.APPROVE, { approved: true, reason: 'nobody answered in time' }],
  ])('no answer in time: $name', (onTimeout, approval) => {
    const own = newStack();
    const channel = ApprovalChannel.topic(new sns.Topic(own, 'T'));
    const ask = new Approval(own, 'Ask', { channel, timeout: Duration.hours(1), onTimeout });
    new Workflow(own, 'Flow', { definition: ask, queryLanguage: sfn.QueryLanguage.JSONATA });
    expect(statesOf(own).AskTimedOut).toMatchObject({ Assign: { approval }, Next: 'AskGranted?' });
  });

  test('no answer in time: FAIL', () => {
    const own = newStack();
    const channel = ApprovalChannel.topic(new sns.Topic(own, 'T'));
    const onFailed = sfn.Fail.jsonata(own, 'Failed');
    const ask = new Approval(own, 'Ask', {
      channel,
      timeout: Duration.hours(1),
      onTimeout: ApprovalTimeout.FAIL,
      onFailed,
    });
    new Workflow(own, 'Flow', { definition: ask, queryLanguage: sfn.QueryLanguage.JSONATA });
    const states = statesOf(own);
    expect(states.AskTimedOut).toBeUndefined();
    expect(states.Ask!.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Failed' }]);
  });

  test.each(channels)('the age of answers through %s is what Step Functions measures', (name, channel, service) => {
    const approval = new Approval(stack, `Measured ${name}`, { channel, timeout: Duration.hours(1) });
    const { metricStat } = approval.metricAge().toMetricConfig();
    expect(metricStat).toMatchObject({
      namespace: 'AWS/States',
      metricName: 'ServiceIntegrationTime',
      statistic: 'Average',
    });
    expect(stack.resolve(metricStat!.dimensions![0]!.value)['Fn::Join'][1].at(-1)).toBe(`:${service}.waitForTaskToken`);
  });

  test('a timeout that no execution can wait for', () => {
    const own = newStack();
    const channel = ApprovalChannel.topic(new sns.Topic(own, 'T'));
    expect(() => new Approval(own, 'Ask', { channel, timeout: Duration.days(400) })).toThrow(
      '[Test/Ask] timeout is 400 days; an execution lives one year at most.',
    );
  });
});

describe('Step', () => {
  test('a handler, a function, a workflow and a service call fill slots and keep their results', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    const inner = new Workflow(stack, 'Inner', { definition: new sfn.Pass(stack, 'P') });
    orders.before('ValidateOrder', Step.handler('Enrich', { entry: 'lambdas/orders/score-fraud/handler.ts' }));
    orders.after('ValidateOrder', Step.workflow('Screen', inner, { orderId: '{% $orderId %}' }));
    orders.after(
      'CapturePayment',
      Step.service('Tag', { service: 'sqs', action: 'getQueueUrl', parameters: { QueueName: 'q' }, resources: ['*'] }),
    );
    orders.replace('ScoreFraud', Step.none());
    const states = statesOf(stack);
    expect([states.ClaimOrder!.Next, states.Enrich!.Next, states.ValidateOrder!.Next, states.Screen!.Next]).toEqual([
      'Enrich',
      'ValidateOrder',
      'Screen',
      'ReserveInventory',
    ]);
    expect(states.Screen).toMatchObject({ Resource: 'arn:aws:states:::states:startExecution.sync:2' });
    expect(states.Tag).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:sqs:getQueueUrl',
      Assign: { results: expect.stringContaining("'Tag'") },
    });
  });

  test('an Express workflow is waited for in the way that it can be', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    const inner = new Workflow(stack, 'Inner', {
      definition: new sfn.Pass(stack, 'P'),
      stateMachineType: sfn.StateMachineType.EXPRESS,
    });
    orders.before('ValidateOrder', Step.workflow('Screen', inner, { id: '{% $orderId %}', list: [1, 'a'], all: true }));
    const assembly = assemblyOf(stack);
    const { States } = JSON.parse(assembly.machines.find(({ name }) => name.includes('Orders'))!.definition);
    expect(States.Screen).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
      Arguments: { Input: '{% $string({"id": $orderId, "list": [1, "a"], "all": true}) %}' },
      Output: expect.stringContaining("$states.result.Status = 'SUCCEEDED' ? $parse($states.result.Output) : $error("),
    });
    expect(openFindings(checkAssembly(assembly)).map(findingLine)).toEqual([]);
  });

  test('every state can be found by its name', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    expect(orders.state('AuthorizePayment')).toBeInstanceOf(tasks.LambdaInvoke);
    expect(orders.state('ClaimOrder')).toBeInstanceOf(tasks.DynamoPutItem);
    expect(() => orders.state('Nothing')).toThrow(
      /^\[Test\/Orders\] no state is named "Nothing"; the states are: ValidateOrder, .*ClaimOrder/,
    );
  });
});
