// Small machines that the tests of the testing door share.
const invoke = 'arn:aws:states:::lambda:invoke';

/** Validate → IsValid → (ManualApproval) → Fulfil ‖ … → ShipItems → Done, in JSONPath. */
export const orders = {
  StartAt: 'IsLarge',
  States: {
    IsLarge: {
      Type: 'Choice',
      Choices: [{ Variable: '$.total', NumericGreaterThan: 1000, Next: 'ManualApproval' }],
      Default: 'Fulfil',
    },
    ManualApproval: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: 'https://queue', MessageBody: { 'taskToken.$': '$$.Task.Token' } },
      TimeoutSeconds: 86_400,
      ResultPath: '$.approval',
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Rejected' }],
      Next: 'Fulfil',
    },
    Fulfil: {
      Type: 'Parallel',
      ResultPath: '$.fulfilled',
      Branches: [
        {
          StartAt: 'ChargePayment',
          States: {
            ChargePayment: {
              Type: 'Task',
              Resource: invoke,
              Parameters: { FunctionName: 'charge', Payload: { 'amount.$': '$.total' } },
              OutputPath: '$.Payload',
              Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 3 }],
              End: true,
            },
          },
        },
        {
          StartAt: 'ReserveStock',
          States: {
            ReserveStock: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:reserve',
              End: true,
            },
          },
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Rejected' }],
      Next: 'ShipItems',
    },
    ShipItems: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        StartAt: 'CreateLabel',
        States: {
          CreateLabel: {
            Type: 'Task',
            Resource: invoke,
            Parameters: { FunctionName: 'label', 'Payload.$': '$' },
            OutputPath: '$.Payload',
            End: true,
          },
        },
      },
      ResultPath: '$.labels',
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 60, Next: 'Done' },
    Done: { Type: 'Succeed' },
    Rejected: { Type: 'Fail', Error: 'OrderRejected', Cause: 'somebody or something said no' },
  },
};

export const order = { total: 240, items: [{ sku: 'A-1' }, { sku: 'B-7' }] };

/** One state that calls something. */
export const single = (resource: string, more: object = {}) => ({
  StartAt: 'Only',
  States: { Only: { Type: 'Task', Resource: resource, ...more, End: true } },
});
