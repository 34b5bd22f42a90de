// An approval that is answered over HTTP, offline: the question goes to a topic, its link is read from there, and the
// answer goes through the app's own API to the app's own handler, which answers the workflow.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { Approval, ApprovalApi, ApprovalChannel, ServiceTask, Workflow } from '../../lib/index';
import { Bench, fromApp } from '../../lib/testing';
import '../../lib/testing/jest';

const { JSONATA } = sfn.QueryLanguage;

/** Somebody who reads the link after an hour and sends requests to it. */
function reader(scope: Construct, queue: sqs.IQueue, api: ApprovalApi): sfn.IChainable {
  const wait = sfn.Wait.jsonata(scope, 'AnHour', { time: sfn.WaitTime.duration(Duration.hours(1)) });
  const read = new ServiceTask(scope, 'ReadMail', {
    queryLanguage: JSONATA,
    service: 'aws-sdk:sqs',
    action: 'receiveMessage',
    parameters: { QueueUrl: queue.queueUrl },
    assign: { link: '{% $parse($states.result.Messages[0].Body).link %}' },
  });
  const request = (name: string, method: string, body?: object) =>
    new ServiceTask(scope, name, {
      queryLanguage: JSONATA,
      service: 'apigateway',
      action: 'invoke',
      parameters: {
        ApiEndpoint: `${api.api.restApiId}.execute-api.us-east-1.amazonaws.com`,
        Stage: 'prod',
        Method: method,
        Path: "{% 'approvals/' & $split($link, '/')[-1] %}",
        ...(body !== undefined && { RequestBody: body }),
      },
      assign: { [name]: '{% $states.result.ResponseBody %}' },
    }).addCatch(sfn.Pass.jsonata(scope, `${name}Refused`, { outputs: '{% $states.input.Error %}' }));
  return sfn.Chain.start(wait)
    .next(read)
    .next(request('Look', 'GET'))
    .next(request('Approve', 'POST', { approved: true, reason: 'fine' }))
    .next(request('ApproveAgain', 'POST', { approved: true }))
    .next(sfn.Pass.jsonata(scope, 'Seen', { outputs: { look: '{% $Look %}', again: '{% $ApproveAgain %}' } }))
    .next(request('Refuse', 'POST', { approved: false }));
}

const outdir = mkdtempSync(join(tmpdir(), 'stepwright-approval-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));
const app = new App({ outdir });
const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
const api = new ApprovalApi(stack, 'Approvals');
const mails = new sqs.Queue(stack, 'Mails');
api.notifications.addSubscription(new subscriptions.SqsSubscription(mails, { rawMessageDelivery: true }));
const approval = new Approval(stack, 'Ask', {
  channel: ApprovalChannel.api(api),
  timeout: Duration.days(1),
  question: { amount: '{% $states.input.amount %}' },
});
const both = sfn.Parallel.jsonata(stack, 'Both')
  .branch(approval)
  .branch(reader(stack, mails, api));
new Workflow(stack, 'Flow', { definition: both, queryLanguage: JSONATA });

const bench = new Bench(fromApp(app, 'Flow'), { unmocked: 'embedded' });
afterAll(() => bench.reset());

test('a link is looked at, answered, answered again, and answered otherwise', async () => {
  const execution = await bench.run({ amount: 7 });
  expect(execution).toSucceed();
  expect(execution.state('Ask').last.output).toEqual({ approved: true, reason: 'fine' });
  expect(execution.state('Seen').last.output).toMatchObject({
    look: { question: { amount: 7 } },
    again: { question: { amount: 7 }, answer: { approved: true, reason: 'fine' } },
  });
  expect(execution.state('RefuseRefused').last.output).toBe('ApiGateway.409');
});
