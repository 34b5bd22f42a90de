import fc from 'fast-check';
import { readTemplate } from '../../lib/assembly';
import { checkAssembly } from '../../lib/checks';

/** What the checks say about a text as the definition of a machine that may do everything. */
function check(definition: string) {
  const anything = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const template = {
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { DefinitionString: definition, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [] },
          Policies: [{ PolicyName: 'all', PolicyDocument: anything }],
        },
      },
    },
  };
  return checkAssembly(readTemplate(JSON.stringify(template), { name: 'Test' }));
}

const resource = fc.constantFrom(
  'arn:aws:states:::dynamodb:putItem',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  'arn:aws:states:::glue:startJobRun.sync',
  'arn:aws:states:::aws-sdk:s3:getObject',
  'arn:aws:lambda:us-east-1:123456789012:function:f',
  'nonsense',
);
const name = fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor');
const field = fc.constantFrom(
  'Type',
  'Next',
  'End',
  'Resource',
  'Parameters',
  'Arguments',
  'Catch',
  'Retry',
  'Choices',
  'Default',
  'Branches',
  'ItemProcessor',
  'Assign',
  'Output',
  'ResultPath',
  'InputPath',
  'Seconds',
  'ItemReader',
  'ResultWriter',
  'Credentials',
  'QueryLanguage',
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  name,
  resource,
  fc.constantFrom('Task', 'Map', 'Parallel', 'Choice', 'Pass', 'JSONata', '{% $a.b %}', '$.a.b', '$a', '$'),
);
const state = fc.dictionary(field, value, { maxKeys: 8 });
const definition = fc.record({
  StartAt: name,
  States: fc.dictionary(name, fc.oneof(state, fc.jsonValue({ maxDepth: 1 })), { maxKeys: 4 }),
});

test('any text is checked without a crash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => Array.isArray(check(text))),
    { numRuns: 100 },
  );
});

test('anything that looks like a definition is checked without a crash', () => {
  fc.assert(
    fc.property(definition, (one) => Array.isArray(check(JSON.stringify(one)))),
    { numRuns: 500 },
  );
});

test('a state named __proto__ is a state like any other', () => {
  const found = check(
    '{"StartAt": "__proto__", "States": {"__proto__": {"Type": "Wait", "Seconds": 1, "Next": "__proto__"}}}',
  );
  expect(found.find((one) => one.code === 'SFN308')).toMatchObject({ state: ['__proto__'] });
});
