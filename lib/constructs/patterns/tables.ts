import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { useOfKey } from '../tasks/with-key';

/** The table of a pattern: string keys `pk` and `sk`, paid by request, retained. */
export function patternTable(scope: Construct): dynamodb.ITable {
  const table = new dynamodb.Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return table as dynamodb.ITable;
}

/** Allows what uses a table to use its key, if it has one of the customer's. */
export function allowTableKey(table: dynamodb.ITable, grantee: iam.IGrantable): void {
  for (const statement of useOfKey(table.encryptionKey, 'kms:Decrypt'))
    grantee.grantPrincipal.addToPrincipalPolicy(statement);
}
