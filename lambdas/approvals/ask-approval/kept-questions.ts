import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Question } from '../question';
import type { KeepQuestion } from './task';

/** Days that an answered question stays, so that a link that is opened again still tells what was answered. */
const daysKept = 30;

const client = new DynamoDBClient({});

/** Keeps questions in a table with the string key `pk`; `ttl` is its time to live in seconds. */
export const keepQuestion: KeepQuestion = async (digest, question) => {
  try {
    await client.send(
      new PutItemCommand({
        TableName: process.env.TABLE_NAME,
        Item: item(digest, question),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    // Asked before, by an attempt whose answer did not arrive.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

function item(digest: string, { taskToken, question, askedAt, expiresAt }: Question) {
  return {
    pk: { S: digest },
    taskToken: { S: taskToken },
    question: { S: JSON.stringify(question) },
    askedAt: { N: String(askedAt) },
    expiresAt: { N: String(expiresAt) },
    ttl: { N: String(Math.ceil(expiresAt / 1000) + daysKept * 86_400) },
  };
}
