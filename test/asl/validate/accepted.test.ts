import { type StateMachineType, validate } from '../../../lib/asl';
import type { JsonObject } from '../../../lib/json';
import { choice, distributed, end, type Fields, jsonataTask, machine, map, only, task } from '../machines';
import { jsonata, reported } from './reported';

describe('what the service accepts', () => {
  const accepted: [string, JsonObject, StateMachineType?][] = [
    ['a Pass', only({ Type: 'Pass' })],
    [
      'a Pass in an Express machine',
      only({ Type: 'Pass' }, { Comment: 'c', Version: '1.0', TimeoutSeconds: 0 }),
      'EXPRESS',
    ],
    [
      'a task with everything',
      only({
        ...task,
        TimeoutSeconds: 9,
        HeartbeatSeconds: 3,
        Retry: [],
        Catch: [],
        ResultSelector: { 'a.$': '$.b' },
        ResultPath: '$.x[0]',
        InputPath: '$$.Execution',
        OutputPath: '$v',
        Assign: { v: 1, 'w.$': 'States.UUID()' },
      }),
    ],
    ['null paths', only({ ...task, InputPath: null, OutputPath: null, ResultPath: null })],
    [
      'remarks everywhere',
      machine({
        X: {
          ...task,
          Comment: 'c',
          Retry: [{ ErrorEquals: ['A'], Comment: 'c' }],
          Catch: [{ ErrorEquals: ['A'], Comment: 'c', Next: 'Y' }],
          Next: 'Y',
        },
        Y: { Type: 'Fail', Comment: 'c' },
      }),
    ],
    ['End: false beside Next', machine({ X: { Type: 'Pass', End: false, Next: 'Y' }, Y: { Type: 'Succeed' } })],
    [
      'a retrier that waits 0 seconds',
      only({
        ...task,
        Retry: [
          {
            ErrorEquals: ['States.ALL'],
            IntervalSeconds: 0,
            MaxAttempts: 0,
            BackoffRate: 1,
            JitterStrategy: 'FULL',
            MaxDelaySeconds: 1,
          },
        ],
      }),
    ],
    [
      'a JSONata state in a JSONPath machine',
      only({ ...jsonataTask, ...jsonata, Output: '{% $states.result %}', TimeoutSeconds: '{% $states.input.t %}' }),
    ],
    [
      'a JSONata Map over JSONPath states',
      only({
        Type: 'Map',
        ...jsonata,
        Items: '{% [1, 2] %}',
        ItemProcessor: { StartAt: 'P', States: { P: { ...end, InputPath: '$.a' } } },
      }),
    ],
    [
      'the error output in a catcher',
      machine(
        {
          X: {
            ...jsonataTask,
            Catch: [
              {
                ErrorEquals: ['A'],
                Next: 'Y',
                Output: '{% $states.errorOutput %}',
                Assign: { e: '{% $states.errorOutput.Error %}' },
              },
            ],
            Next: 'Y',
          },
          Y: { Type: 'Succeed' },
        },
        jsonata,
      ),
    ],
    [
      'a condition that is a truth value',
      machine({ X: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Y' }] }, Y: { Type: 'Succeed' } }, jsonata),
    ],
    [
      'an item processor that never ends',
      only({
        Type: 'Map',
        ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
      }),
    ],
    [
      'a distributed Map',
      only({
        ...distributed,
        MaxConcurrency: Number.MAX_SAFE_INTEGER,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], MaxItems: 1 },
          Parameters: { Bucket: 'b', 'Key.$': '$.k' },
        },
        ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { 'a.$': '$.a' } },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } },
        ToleratedFailurePercentage: 5.5,
        Label: 'Items',
      }),
    ],
    [
      'a reader without a Mode',
      only({ ...map, ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b' } } }),
    ],
    [
      'Fail with a call in ErrorPath',
      machine({ X: { Type: 'Fail', ErrorPath: "States.Format('{}', $.e)", Cause: 'c' } }),
    ],
    [
      'a function ARN and an activity',
      machine({
        X: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f:1', Next: 'Y' },
        Y: { Type: 'Task', Resource: 'arn:aws:states:eu-west-1:123456789012:activity:a', End: true },
      }),
    ],
    ['request-response in an Express machine', only(task), 'EXPRESS'],
    ['a variable in Variable', choice({ Variable: '$v.a', StringEqualsPath: '$$.Execution.Name' })],
    ['a state named __proto__', machine({ ['__proto__']: end } as Fields, { StartAt: '__proto__' })],
  ];
  test.each(accepted.map(([what, definition, type]) => [what, definition, type ?? 'STANDARD'] as const))(
    '%s',
    (_what, definition, type) => {
      expect(reported(definition, type)).toEqual([]);
      expect(validate(definition, { type }).filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    },
  );
});
