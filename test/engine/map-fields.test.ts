// The fields of a Map: items, and numbers that are written, found at a path, or evaluated. Sentences and places are recorded for
// MaxConcurrencyPath, ToleratedFailureCountPath and ToleratedFailurePercentagePath; their siblings follow the same rule.
import type { Definition } from '../../lib/asl';
import { compileMachine, createExecution, type MapRunCall } from '../../lib/engine';
import type { Json } from '../../lib/json';
import { identity, run } from './workbench';

const prefix = "An error occurred while executing the state 'M' (entered at the event id #2). ";

const machine = (mode: object, more: object): object => ({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: mode, StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
      End: true,
      ...more,
    },
  },
});
const inline = (more: object, input: Json) => run(machine({ Mode: 'INLINE' }, more), input);

/** The Map Run that a distributed Map asks for, or how its execution ends before it does. */
function asked(more: object, input: Json): MapRunCall | { readonly error?: string; readonly cause?: string } {
  const definition = machine({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, more) as Definition;
  const execution = createExecution(compileMachine(definition));
  const { commands } = execution.step({ kind: 'started', at: 0, identity: identity(), input, seed: 1 });
  const [command] = commands;
  return command?.kind === 'mapRun' ? command.call : (execution.history.at(-1) as { error?: string; cause?: string });
}

const reader = (config: object) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON', ...config },
    Parameters: { Bucket: 'b', Key: 'k' },
  },
});
const jsonataReader = (config: object) => ({
  QueryLanguage: 'JSONata',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON', ...config },
    Arguments: { Bucket: 'b', Key: 'k' },
  },
});
const configOf = (call: ReturnType<typeof asked>) =>
  'items' in call && call.items.from === 'reader' ? call.items.config : call;

test.each([
  ['$.items', '$.items'],
  ['$$.Execution.Input', '$.Execution.Input'],
])('ItemsPath %s that finds no array is shown as %s', (ItemsPath, shown) => {
  const cause = `${prefix}Reference path "${shown}" must point to array.`;
  expect(inline({ ItemsPath }, { items: {} }).failure).toEqual({ error: 'States.Runtime', cause });
});

describe('MaxConcurrency', () => {
  test.each([
    ['found at a path', { ItemsPath: '$.items', MaxConcurrencyPath: '$.n' }],
    ['evaluated', { QueryLanguage: 'JSONata', Items: '{% $states.input.items %}', MaxConcurrency: '{% -1 %}' }],
  ])('a negative one, %s, fails the execution instead of letting it wait for ever', (_how, more) => {
    const input = { items: [1], n: -1 };
    const failure = { error: 'States.Runtime', cause: `${prefix}MaxConcurrency cannot be negative.` };
    expect(inline(more, input).failure).toEqual(failure);
    expect(asked(more, input)).toMatchObject(failure);
  });

  test('a text that reads as an integer will do, as recorded', () => {
    expect(inline({ ItemsPath: '$.items', MaxConcurrencyPath: '$.n' }, { items: [1, 2], n: '1' }).output).toEqual([
      1, 2,
    ]);
  });
});

test.each([2, 0])('iterations begin in the order of their items, also with MaxConcurrency %d', (MaxConcurrency) => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const state = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
  const ItemProcessor = { StartAt: 'T', States: { T: state } };
  const bench = run(machine({ Mode: 'INLINE' }, { MaxConcurrency, ItemProcessor }), items, {
    replies: { T: ({ item }) => item?.index ?? null },
  });
  expect(bench.calls.map(({ item }) => item?.index)).toEqual(items);
  expect(bench.output).toEqual(items);
});

describe('MaxItems of an ItemReader', () => {
  test.each([
    [2, 2],
    ['2', 2],
    [0, 0],
    [-1, -1],
  ])('%j at a path is read as %d', (n, MaxItems) => {
    expect(configOf(asked(reader({ MaxItemsPath: '$.n' }), { n }))).toEqual({ InputType: 'JSON', MaxItems });
  });

  test.each([
    ['many', 'many'],
    [1.5, '1.5'],
    [{}, '{}'],
    [null, 'null'],
  ])('%j at a path is no integer', (n, shown) => {
    expect(asked(reader({ MaxItemsPath: '$.n' }), { n })).toMatchObject({
      type: 'ExecutionFailed',
      previousEventId: 2,
      error: 'States.Runtime',
      cause: `${prefix}The MaxItemsPath field refers to value "${shown}" which is not a valid integer: $.n`,
    });
  });

  test('a written one stays, an evaluated one is checked', () => {
    expect(configOf(asked(reader({ MaxItems: 3 }), {}))).toEqual({ InputType: 'JSON', MaxItems: 3 });
    expect(configOf(asked(jsonataReader({ MaxItems: '{% 1 + 1 %}' }), {}))).toEqual({ InputType: 'JSON', MaxItems: 2 });
    expect(asked(jsonataReader({ MaxItems: '{% "2" %}' }), {})).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: `${prefix}The JSONata expression '"2"' specified for the field 'ItemReader/ReaderConfig/MaxItems' returned an unexpected result type. Expected 'integer', but was 'string' for value: "2"`,
    });
  });
});

describe('ItemBatcher', () => {
  const batched = (more: object, input: Json, language: object = {}) => {
    const call = asked({ ...language, ...more }, input);
    return 'batcher' in call ? call.batcher : call;
  };

  test.each(['MaxItemsPerBatch', 'MaxInputBytesPerBatch'])('%s: 0 is no limit, and no batch is empty', (field) => {
    const none = { maxItems: undefined, maxBytes: undefined, batchInput: undefined };
    expect(batched({ ItemsPath: '$.items', ItemBatcher: { [`${field}Path`]: '$.n' } }, { items: [1], n: 0 })).toEqual(
      none,
    );
    expect(batched({ ItemBatcher: { [field]: 0 } }, [1])).toEqual(none);
  });

  test.each(['MaxItemsPerBatch', 'MaxInputBytesPerBatch'])('%s names its place when its type is wrong', (field) => {
    const jsonata = { QueryLanguage: 'JSONata' };
    expect(batched({ ItemBatcher: { [field]: '{% "x" %}' } }, [1], jsonata)).toMatchObject({
      cause: `${prefix}The JSONata expression '"x"' specified for the field 'ItemBatcher/${field}' returned an unexpected result type. Expected 'integer', but was 'string' for value: "x"`,
    });
  });
});
