// AWS Lambda, AWS Step Functions, Amazon DynamoDB, and the two ways to call HTTP APIs.
import { follows, type IntegrationRow, R, RT, watches } from './row';

const dynamodbErrors = { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', base: 'AmazonDynamoDBException' };
const table = 'arn:{partition}:dynamodb:{region}:{account}:table/{TableName}';
/** Parameters that every writing action takes. */
const writing = `Expected:object ConditionalOperator ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics
  ConditionExpression ExpressionAttributeNames:object ExpressionAttributeValues:object ReturnValuesOnConditionCheckFailure`;
const execution = 'arn:{partition}:states:{region}:{account}:execution:{StateMachineArn#name}:*';

export const core: readonly IntegrationRow[] = [
  {
    service: 'lambda',
    action: 'invoke',
    patterns: RT,
    parameters:
      'FunctionName! Payload:any ClientContext InvocationType LogType Qualifier TenantId DurableExecutionName',
    result: 'ExecutedVersion Payload StatusCode LogResult? FunctionError?',
    errors: { prefix: 'Lambda', service: 'AWSLambda', base: 'AWSLambdaException' },
    api: { service: 'lambda', operation: 'Invoke' },
    iam: [
      {
        actions: ['lambda:InvokeFunction'],
        resources: ['arn:{partition}:lambda:{region}:{account}:function:{FunctionName}'],
      },
    ],
  },
  {
    service: 'states',
    action: 'startExecution',
    patterns: ['requestResponse', 'sync', 'sync:2', 'waitForTaskToken'],
    parameters: 'StateMachineArn! Input:any Name TraceHeader',
    result: 'ExecutionArn StartDate',
    errors: { prefix: 'StepFunctions', service: 'AWSStepFunctions', base: 'AWSStepFunctionsException' },
    api: { service: 'sfn', operation: 'StartExecution' },
    iam: [
      { actions: ['states:StartExecution'], resources: ['{StateMachineArn}'] },
      follows(['states:DescribeExecution', 'states:StopExecution'], execution),
      watches('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
    ],
    job: {
      id: 'ExecutionArn',
      describe: { action: 'DescribeExecution', request: { executionArn: '{id}' } },
      at: '',
      status: 'Status',
      running: ['RUNNING'],
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stop: { action: 'StopExecution', request: { executionArn: '{id}' } },
    },
  },
  {
    service: 'dynamodb',
    action: 'getItem',
    patterns: R,
    parameters: `TableName! Key!:object AttributesToGet:list ConsistentRead:flag ReturnConsumedCapacity ProjectionExpression
      ExpressionAttributeNames:object`,
    result: 'Item? ConsumedCapacity?',
    errors: dynamodbErrors,
    api: { service: 'dynamodb', operation: 'GetItem' },
    iam: [{ actions: ['dynamodb:GetItem'], resources: [table] }],
  },
  {
    service: 'dynamodb',
    action: 'putItem',
    patterns: R,
    parameters: `TableName! Item!:object ${writing}`,
    result: 'Attributes? ConsumedCapacity? ItemCollectionMetrics?',
    errors: dynamodbErrors,
    api: { service: 'dynamodb', operation: 'PutItem' },
    iam: [{ actions: ['dynamodb:PutItem'], resources: [table] }],
  },
  {
    service: 'dynamodb',
    action: 'updateItem',
    patterns: R,
    parameters: `TableName! Key!:object AttributeUpdates:object UpdateExpression ${writing}`,
    result: 'Attributes? ConsumedCapacity? ItemCollectionMetrics?',
    errors: dynamodbErrors,
    api: { service: 'dynamodb', operation: 'UpdateItem' },
    iam: [{ actions: ['dynamodb:UpdateItem'], resources: [table] }],
  },
  {
    service: 'dynamodb',
    action: 'deleteItem',
    patterns: R,
    parameters: `TableName! Key!:object ${writing}`,
    result: 'Attributes? ConsumedCapacity? ItemCollectionMetrics?',
    errors: dynamodbErrors,
    api: { service: 'dynamodb', operation: 'DeleteItem' },
    iam: [{ actions: ['dynamodb:DeleteItem'], resources: [table] }],
  },
  {
    service: 'http',
    action: 'invoke',
    patterns: R,
    parameters: `ApiEndpoint! Method! Authentication:object InvocationConfig:object Headers:object QueryParameters:object
      RequestBody:any Transform:object`,
    result: 'Headers ResponseBody StatusCode StatusText',
    errors: { prefix: 'States.Http', base: 'Socket' },
    api: undefined,
    iam: [
      { actions: ['states:InvokeHTTPEndpoint'], resources: ['*'] },
      {
        actions: ['events:RetrieveConnectionCredentials'],
        resources: ['{Authentication.ConnectionArn}'],
        when: 'Authentication.ConnectionArn',
      },
      {
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        resources: ['arn:{partition}:secretsmanager:{region}:{account}:secret:events!connection/*'],
        when: 'Authentication.ConnectionArn',
      },
    ],
  },
  {
    service: 'apigateway',
    action: 'invoke',
    patterns: RT,
    parameters: `ApiEndpoint! Method! Headers:object Stage Path QueryParameters:object RequestBody:any AllowNullValues:flag
      AuthType`,
    result: 'Headers ResponseBody StatusCode StatusText',
    errors: { prefix: 'ApiGateway', base: 'SdkClientException' },
    api: undefined,
    iam: [
      {
        actions: ['execute-api:Invoke'],
        resources: ['arn:{partition}:execute-api:{region}:{account}:{ApiEndpoint#host}/{Stage|*}/{Method}/{Path|*}'],
        when: 'AuthType',
      },
    ],
  },
];
