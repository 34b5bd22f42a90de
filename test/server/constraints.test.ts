// Request validation. Bounds, patterns and values are those of the service model of 2016-11-23; the sentences are recorded
// (maxResults, nextToken, statusFilter, weight, routingConfiguration) and otherwise have their form.
import type { JsonObject } from '../../lib/json';
import { checkRequest } from '../../lib/server/constraints';
import { type OperationName, requests } from '../../lib/server/requests';

const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:a';

function refusal(operation: OperationName, request: JsonObject): unknown {
  try {
    checkRequest(requests[operation], request);
    return undefined;
  } catch (error) {
    return error;
  }
}

const atMost = (what: 'value' | 'length', most: number) => `Member must have ${what} less than or equal to ${most}`;
const atLeast = (what: 'value' | 'length', least: number) =>
  `Member must have ${what} greater than or equal to ${least}`;
const x = (length: number) => 'x'.repeat(length);

test.each<[OperationName, JsonObject, string, string]>([
  ['ListStateMachines', { maxResults: 1001 }, "Value '1001' at 'maxResults'", atMost('value', 1000)],
  ['ListStateMachines', { maxResults: -1 }, "Value '-1' at 'maxResults'", atLeast('value', 0)],
  ['ListActivities', { nextToken: x(1025) }, `Value '${x(1025)}' at 'nextToken'`, atMost('length', 1024)],
  ['ListActivities', { nextToken: '' }, "Value '' at 'nextToken'", atLeast('length', 1)],
  ['ListExecutions', { nextToken: x(3097) }, `Value '${x(3097)}' at 'nextToken'`, atMost('length', 3096)],
  [
    'ListExecutions',
    { statusFilter: 'succeeded' },
    "Value 'succeeded' at 'statusFilter'",
    'Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]',
  ],
  [
    'ValidateStateMachineDefinition',
    { definition: '{}', maxResults: 101 },
    "Value '101' at 'maxResults'",
    atMost('value', 100),
  ],
  ['CreateActivity', { name: x(81) }, `Value '${x(81)}' at 'name'`, atMost('length', 80)],
  ['CreateActivity', { name: '' }, "Value '' at 'name'", atLeast('length', 1)],
  ['CreateActivity', {}, "Value null at 'name'", 'Member must not be null'],
  [
    'DescribeStateMachine',
    { stateMachineArn: x(257) },
    `Value '${x(257)}' at 'stateMachineArn'`,
    atMost('length', 256),
  ],
  ['DescribeMapRun', { mapRunArn: x(2001) }, `Value '${x(2001)}' at 'mapRunArn'`, atMost('length', 2000)],
  ['StopExecution', { executionArn: arn, error: x(257) }, `Value '${x(257)}' at 'error'`, atMost('length', 256)],
  [
    'StopExecution',
    { executionArn: arn, cause: x(32_769) },
    `Value '${x(32_769)}' at 'cause'`,
    atMost('length', 32_768),
  ],
  ['SendTaskHeartbeat', { taskToken: x(2049) }, `Value '${x(2049)}' at 'taskToken'`, atMost('length', 2048)],
  [
    'RedriveExecution',
    { executionArn: arn, clientToken: x(65) },
    `Value '${x(65)}' at 'clientToken'`,
    atMost('length', 64),
  ],
  [
    'RedriveExecution',
    { executionArn: arn, clientToken: 'a b' },
    "Value 'a b' at 'clientToken'",
    'Member must satisfy regular expression pattern: [!-~]+',
  ],
  [
    'StartExecution',
    { stateMachineArn: arn, traceHeader: 'é' },
    "Value 'é' at 'traceHeader'",
    'Member must satisfy regular expression pattern: \\p{ASCII}*',
  ],
  [
    'UpdateMapRun',
    { mapRunArn: arn, toleratedFailurePercentage: 101 },
    "Value '101' at 'toleratedFailurePercentage'",
    atMost('value', 100),
  ],
  ['UpdateMapRun', { mapRunArn: arn, maxConcurrency: -1 }, "Value '-1' at 'maxConcurrency'", atLeast('value', 0)],
  [
    'CreateActivity',
    { name: 'a', encryptionConfiguration: { type: 'AWS_OWNED_KEY', kmsDataKeyReusePeriodSeconds: 59 } },
    "Value '59' at 'encryptionConfiguration.kmsDataKeyReusePeriodSeconds'",
    atLeast('value', 60),
  ],
  [
    'TagResource',
    { resourceArn: activityArn, tags: [{ key: 'a' }, { key: x(129) }] },
    `Value '${x(129)}' at 'tags.2.member.key'`,
    atMost('length', 128),
  ],
  [
    'CreateStateMachineAlias',
    { name: 'a', routingConfiguration: [{ stateMachineVersionArn: arn, weight: 101 }] },
    "Value '101' at 'routingConfiguration.1.member.weight'",
    atMost('value', 100),
  ],
  [
    'CreateStateMachineAlias',
    { name: 'a', routingConfiguration: [1, 2, 3].map((n) => ({ stateMachineVersionArn: `${arn}:${n}`, weight: n })) },
    `Value '[${[1, 2, 3].map((n) => `RoutingConfigurationListItem(stateMachineVersionArn=${arn}:${n}, weight=${n})`).join(', ')}]' at 'routingConfiguration'`,
    atMost('length', 2),
  ],
])('%s: %#', (operation, request, what, constraint) => {
  expect(refusal(operation, request)).toMatchObject({
    name: 'ValidationException',
    message: `1 validation error detected: ${what} failed to satisfy constraint: ${constraint}`,
  });
});

test('all that is wrong is listed', () => {
  expect(refusal('SendTaskSuccess', { taskToken: '' })).toMatchObject({
    message:
      "2 validation errors detected: Value '' at 'taskToken' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'output' failed to satisfy constraint: Member must not be null",
  });
});

test.each<[string, OperationName, JsonObject]>([
  ['the bounds themselves', 'ListStateMachines', { maxResults: 1000, nextToken: x(1024) }],
  ['null for what may be left out', 'ListStateMachines', { maxResults: null, nextToken: null }],
  ['members that nobody knows', 'ListStateMachines', { colour: 'red' }],
])('%s are accepted', (_what, operation, request) => {
  expect(refusal(operation, request)).toBeUndefined();
});

test.each<[OperationName, JsonObject, string]>([
  ['ListStateMachines', { maxResults: '1' }, "The member 'maxResults' must be an integer"],
  ['ListStateMachines', { maxResults: 1.5 }, "The member 'maxResults' must be an integer"],
  ['CreateActivity', { name: 5 }, "The member 'name' must be a string"],
  ['TagResource', { resourceArn: activityArn, tags: {} }, "The member 'tags' must be a list"],
  ['GetExecutionHistory', { executionArn: arn, reverseOrder: 'yes' }, "The member 'reverseOrder' must be a boolean"],
])('%s %j cannot be read', (operation, request, message) => {
  expect(refusal(operation, request)).toMatchObject({ name: 'SerializationException', message });
});
