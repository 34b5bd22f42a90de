// A handler of the app that sends to a queue of the app with AWS's SDK: the URL in its environment is that of the template.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startServer } from '../server/started';
import { stepwright } from './terminal';

const send = `
  const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
  exports.handler = async () => {
    const { MessageId } = await new SQSClient({ maxAttempts: 1 }).send(
      new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: 'from a handler' }));
    return { MessageId };
  };`;
const template = {
  Resources: {
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
    Send: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::123456789012:role/r',
        Environment: { Variables: { QUEUE_URL: { Ref: 'Jobs' } } },
        Code: { ZipFile: send },
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: 'arn:aws:iam::123456789012:role/r',
        DefinitionString: `{"StartAt":"Send","States":{"Send":{"Type":"Task","Resource":"\${Send}","End":true}}}`,
        DefinitionSubstitutions: { Send: { 'Fn::GetAtt': ['Send', 'Arn'] } },
      },
    },
  },
};

test('the message is in the queue of the run, and nothing has left this machine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-queues-'));
  const file = join(folder, 'app.template.json');
  writeFileSync(file, JSON.stringify(template));
  const { code, stderr } = await stepwright(['run', '--assembly', file]);
  rmSync(folder, { recursive: true, force: true });
  expect(stderr).toContain('"from a handler"');
  expect(code).toBe(0);
});

test('serve gives queues URLs that lead to itself, also for clients that were told by a variable', async () => {
  const started = await startServer();
  const before = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = started.stack.url;
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const sqs = new SQSClient({ region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    expect(QueueUrl).toBe(`${started.stack.url}/123456789012/jobs`);
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    expect(sent.MessageId).toEqual(expect.any(String));
  } finally {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
    sqs.destroy();
    await started.close();
  }
});
