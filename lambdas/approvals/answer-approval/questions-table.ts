import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Answer, Question } from '../question';
import type { QuestionStore } from './task';

/** Questions in the table that the asking function keeps them in. */
export class QuestionsTable implements QuestionStore {
  private readonly client = new DynamoDBClient({});
  private readonly table: string;

  constructor(table = process.env.TABLE_NAME) {
    if (table === undefined) throw new Error('the environment variable TABLE_NAME is not set');
    this.table = table;
  }

  async read(digest: string): Promise<Question | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: { pk: { S: digest } }, ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    return {
      taskToken: Item.taskToken!.S!,
      question: JSON.parse(Item.question!.S!),
      askedAt: Number(Item.askedAt!.N),
      expiresAt: Number(Item.expiresAt!.N),
      ...(Item.answer !== undefined && { answer: JSON.parse(Item.answer.S!) as Answer }),
      delivered: Item.delivered?.BOOL ?? false,
    };
  }

  async answer(digest: string, answer: Answer): Promise<boolean> {
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { pk: { S: digest } },
          UpdateExpression: 'SET answer = :answer',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(answer)',
          ExpressionAttributeValues: { ':answer': { S: JSON.stringify(answer) } },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async delivered(digest: string): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: { pk: { S: digest } },
        UpdateExpression: 'SET delivered = :yes',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      }),
    );
  }
}
