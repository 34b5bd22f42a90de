import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { EffectRecord, EffectStatus, EffectStore } from './effects';

/** Effects in the table of the orders. */
export class TableEffects implements EffectStore {
  private readonly client = new DynamoDBClient({});
  private readonly table: string;

  constructor(table = process.env.TABLE_NAME) {
    if (table === undefined) throw new Error('the environment variable TABLE_NAME is not set');
    this.table = table;
  }

  async read(orderId: string, effect: string): Promise<EffectRecord | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: orderId }, sk: { S: effect } },
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) return undefined;
    return { status: Item.status!.S as EffectStatus, result: JSON.parse(Item.result!.S!) };
  }

  async write(
    orderId: string,
    effect: string,
    record: EffectRecord,
    expected: EffectStatus | undefined,
  ): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: {
            pk: { S: orderId },
            sk: { S: effect },
            status: { S: record.status },
            result: { S: JSON.stringify(record.result) },
          },
          ...(expected === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#status = :expected',
                ExpressionAttributeNames: { '#status': 'status' },
                ExpressionAttributeValues: { ':expected': { S: expected } },
              }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
