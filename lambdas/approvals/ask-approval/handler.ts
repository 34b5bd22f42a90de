import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { keepQuestion } from './kept-questions';
import { type AskInput, askApproval, type Invitation, mailOf } from './task';

const sns = new SNSClient({});

export const handler = async (input: AskInput): Promise<Pick<Invitation, 'expiresAt'>> => {
  const invitation = await askApproval(input, keepQuestion, process.env.APPROVALS_URL!, Date.now());
  const message = JSON.stringify(invitation);
  await sns.send(
    new PublishCommand({
      TopicArn: process.env.TOPIC_ARN,
      Subject: 'Approval wanted',
      MessageStructure: 'json',
      Message: JSON.stringify({ default: message, email: mailOf(invitation) }),
    }),
  );
  // The link is a secret: it is neither returned nor logged.
  return { expiresAt: invitation.expiresAt };
};
