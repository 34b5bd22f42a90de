import type { StateMachineType } from '../../../lib/asl';
import type { Json, JsonObject } from '../../../lib/json';
import { distributed, inner, lambda, only, task } from '../machines';
import { jsonata, reported, schema } from './reported';

describe('what the service refuses: resources and maps', () => {
  const at = '/States/X/Resource';
  const unknown = (resource: string) =>
    schema(
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      at,
    );
  test.each<[string, StateMachineType, string]>([
    ['not-an-arn', 'STANDARD', schema('Value is not a valid resource ARN', at)],
    ['arn:aws:states:::dynamodb:query', 'STANDARD', unknown('arn:aws:states:::dynamodb:query')],
    ['arn:aws:states:::lambda:invoke.sync', 'STANDARD', unknown('arn:aws:states:::lambda:invoke.sync')],
    [
      'arn:aws:states:::states:startExecution.sync',
      'EXPRESS',
      schema("Express state machine does not support '.sync' service integration", at),
    ],
    [
      'arn:aws:states:::states:startExecution.sync:2',
      'EXPRESS',
      schema("Express state machine does not support '.sync' service integration", at),
    ],
    [
      'arn:aws:states:::lambda:invoke.waitForTaskToken',
      'EXPRESS',
      schema("Express state machine does not support '.waitForTaskToken' service integration ", at),
    ],
    [
      'arn:aws:states:eu-west-1:123456789012:activity:a',
      'EXPRESS',
      schema('Express state machine does not support Activity ARN', at),
    ],
  ])('%s in a %s machine', (resource, type, expected) => {
    const Parameters = { FunctionName: 'f', Payload: { 't.$': '$$.Task.Token' }, StateMachineArn: 'arn' };
    expect(reported(only({ Type: 'Task', Resource: resource, Parameters }), type)).toContain(expected);
  });
  test('an integration without parameters', () => {
    expect(reported(only({ Type: 'Task', Resource: lambda }))).toEqual([
      schema(`Parameters field is required for resource ARN: ${lambda}`, at),
    ]);
    expect(reported(only({ Type: 'Task', Resource: lambda }, jsonata))).toEqual([
      schema(`Arguments field is required for resource ARN: ${lambda}`, at),
    ]);
    expect(reported(only({ Type: 'Task', Resource: lambda, Parameters: { 'Payload.$': '$' } }))).toEqual([
      schema("The field 'FunctionName' is required but was missing", '/States/X/Parameters'),
    ]);
  });

  const config = (ProcessorConfig: Json) => only({ Type: 'Map', ItemProcessor: { ...inner, ProcessorConfig } });
  const place = '/States/X/ItemProcessor/ProcessorConfig';
  const cases: [string, JsonObject, string[], StateMachineType?][] = [
    [
      'no type of the children',
      config({ Mode: 'DISTRIBUTED' }),
      [schema('These fields are required: [ExecutionType]', place)],
    ],
    [
      'a type without children',
      config({ Mode: 'INLINE', ExecutionType: 'EXPRESS' }),
      [schema("Field 'ExecutionType' is not supported", place)],
    ],
    [
      'an unknown type',
      config({ Mode: 'DISTRIBUTED', ExecutionType: 'FAST' }),
      [schema('Value should be one of the following: [STANDARD, EXPRESS]', `${place}/ExecutionType`)],
    ],
    [
      'an Express machine',
      only(distributed),
      [
        schema(
          "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
          `${place}/Mode`,
        ),
      ],
      'EXPRESS',
    ],
    [
      'another action that reads',
      only({ ...distributed, ItemReader: { Resource: 'arn:aws:states:::s3:headObject' } }),
      [schema("The field 'Resource' does not match any of the allowed values", '/States/X/ItemReader/Resource')],
    ],
    [
      'headers that are not given',
      only({
        ...distributed,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' },
        },
      }),
      [schema('These fields are required: [CSVHeaders]', '/States/X/ItemReader/ReaderConfig')],
    ],
    [
      'two limits',
      only({
        ...distributed,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON', MaxItems: 1, MaxItemsPath: '$.n' },
        },
      }),
      [
        schema(
          'There should only be one of the following fields: [MaxItems, MaxItemsPath]',
          '/States/X/ItemReader/ReaderConfig',
        ),
      ],
    ],
    [
      'a limit from the context',
      only({ ...distributed, MaxConcurrencyPath: '$$.Execution.Input.n' }),
      [schema('Value is not a Reference Path', '/States/X/MaxConcurrencyPath')],
    ],
    [
      'a reader inline',
      only({
        Type: 'Map',
        ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'INLINE' } },
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject' },
      }),
      [schema("Field 'ItemReader' is not supported", '/States/X')],
    ],
    [
      'a token in Express children',
      only({
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'T',
          States: {
            T: {
              ...task,
              Resource: `${lambda}.waitForTaskToken`,
              Parameters: { FunctionName: 'f', Payload: { 't.$': '$$.Task.Token' } },
              End: true,
            },
          },
        },
      }),
      [
        schema(
          "Express state machine does not support '.waitForTaskToken' service integration ",
          '/States/X/ItemProcessor/States/T/Resource',
        ),
      ],
    ],
  ];
  test.each(
    cases.map(([what, definition, expected, type]) => [what, definition, expected, type ?? 'STANDARD'] as const),
  )('%s', (_what, definition, expected, type) => {
    expect(reported(definition, type)).toEqual(expected);
  });
});
