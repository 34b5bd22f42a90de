// Orders, and what the world answers when all goes well.
import type { Bench } from '../../lib/testing';

export const order = {
  orderId: 'order-1001',
  customer: { id: 'customer-7', email: 'ada@example.com' },
  items: [
    { sku: 'notebook-a5', quantity: 2, unitPrice: 490 },
    { sku: 'pen-blue', quantity: 1, unitPrice: 250 },
  ],
  payment: { token: 'tok_visa', currency: 'EUR' },
  shipTo: { name: 'Ada Lovelace', country: 'DE', postalCode: '10115' },
};

/** What each handler returns. */
export const results = {
  ValidateOrder: { total: 1230, currency: 'EUR', lines: 2 },
  ScoreFraud: { score: 0.1, reasons: [] as string[] },
  ReserveInventory: [
    { sku: 'notebook-a5', reservationId: 'rsv-1', quantity: 2 },
    { sku: 'pen-blue', reservationId: 'rsv-2', quantity: 1 },
  ],
  AuthorizePayment: { authorizationId: 'auth-1', amount: 1230 },
  ArrangeShipment: { trackingId: 'trk-1' },
  CapturePayment: { captureId: 'cap-1', amount: 1230 },
};

/** A handler's answer as lambda:invoke gives it. */
export const invoked = (payload: object) => ({ ExecutedVersion: '$LATEST', Payload: { ...payload }, StatusCode: 200 });

export const compensations = ['RefundPayment', 'CancelShipment', 'VoidPayment', 'ReleaseInventory'];

/** Everything goes well. */
export function allWell(bench: Bench): void {
  const names = new Set(bench.source.graph.nodes.map(({ name }) => name));
  bench.mock('ClaimOrder', {});
  bench.mock({ action: 'events:putEvents' }, { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });
  bench.mock('RecordCompleted', {});
  bench.mock('RecordFailed', {});
  bench.mock('NotifyCustomer', { MessageId: 'message-1' });
  bench.mock('ReserveItem', ({ item }) => invoked(results.ReserveInventory[item?.index ?? 0] as object));
  for (const state of ['ValidateOrder', 'ScoreFraud', 'AuthorizePayment', 'ArrangeShipment', 'CapturePayment'] as const)
    if (names.has(state)) bench.mock(state, invoked(results[state]));
  for (const state of compensations) bench.mock(state, invoked({ undone: true }));
  bench.mock({ action: 'sqs:sendMessage' }, { MessageId: 'message-2' });
}

export const lambdaErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'TooManyRequests',
];
export const dynamoErrors = [
  'DynamoDB.ProvisionedThroughputExceededException',
  'DynamoDB.ThrottlingException',
  'DynamoDB.InternalServerError',
  'DynamoDB.SdkClientException',
];
