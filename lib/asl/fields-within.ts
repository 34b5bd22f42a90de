// The table of fields, continued: the objects that stand inside states.
import type { FieldRule, ObjectName, ObjectRule } from './field-rule';
import { Arguments, Assign, Comment, Output, only, Parameters, scopeFields, withPath } from './fields';
import { operatorFields } from './operators';

const mapFile = 'engine/states/distributed-map.ts';
const readerFile = 'services/map/reader.ts';
const writerFile = 'services/map/writer.ts';
const ErrorEquals: FieldRule = {
  value: 'errorNames',
  required: true,
  readBy: 'engine/retry.ts',
  about: 'Names of the errors it speaks of.',
};
const s3Resource: FieldRule = { value: 'text', readBy: mapFile, about: 'The action of Amazon S3 that is called.' };
const s3Parameters = {
  Parameters: { ...Parameters, readBy: mapFile, about: 'Parameters of the call.' },
  Arguments: { ...Arguments, readBy: mapFile, about: 'Parameters of the call.' },
} as const satisfies ObjectRule['fields'];

/** Fields of a rule at any depth. */
const ruleFields: ObjectRule['fields'] = {
  Comment,
  Variable: {
    value: 'referencePath',
    language: 'JSONPath',
    context: true,
    readBy: 'engine/comparison.ts',
    about: 'What is compared.',
  },
  And: {
    value: 'list',
    of: 'nestedRule',
    language: 'JSONPath',
    readBy: 'engine/comparison.ts',
    about: 'All must match.',
  },
  Or: {
    value: 'list',
    of: 'nestedRule',
    language: 'JSONPath',
    readBy: 'engine/comparison.ts',
    about: 'One must match.',
  },
  Not: {
    value: 'object',
    of: 'nestedRule',
    language: 'JSONPath',
    readBy: 'engine/comparison.ts',
    about: 'Must not match.',
  },
  Condition: {
    value: 'condition',
    language: 'JSONata',
    readBy: 'engine/states/choice.ts',
    about: 'Gives true or false.',
  },
  ...operatorFields,
};

export const objectRules: { readonly [Name in ObjectName]: ObjectRule } = {
  branch: { fields: { ...scopeFields }, groups: [] },
  itemProcessor: {
    fields: {
      ...scopeFields,
      ProcessorConfig: {
        value: 'object',
        of: 'processorConfig',
        readBy: 'engine/states/map.ts',
        about: 'Whether the iterations run inside the execution or as executions of their own.',
      },
    },
    groups: [],
  },
  processorConfig: {
    fields: {
      Comment,
      Mode: {
        value: 'text',
        oneOf: ['INLINE', 'DISTRIBUTED'],
        readBy: 'engine/states/map.ts',
        about: 'Where iterations run.',
      },
      ExecutionType: {
        value: 'text',
        oneOf: ['STANDARD', 'EXPRESS'],
        readBy: mapFile,
        about: 'Type of the child executions.',
      },
    },
    groups: [],
  },
  retrier: {
    fields: {
      Comment,
      ErrorEquals,
      IntervalSeconds: {
        value: 'integer',
        min: 0,
        max: 99_999_999,
        readBy: 'engine/retry.ts',
        about: 'Delay before the first retry, in seconds. Default 1.',
      },
      MaxAttempts: {
        value: 'integer',
        min: 0,
        max: 99_999_999,
        readBy: 'engine/retry.ts',
        about: 'How many retries at most; 0: never. Default 3.',
      },
      BackoffRate: { value: 'decimal', min: 1, readBy: 'engine/retry.ts', about: 'Growth of the delay. Default 2.' },
      MaxDelaySeconds: {
        value: 'integer',
        min: 1,
        max: 31_622_400,
        readBy: 'engine/retry.ts',
        about: 'Longest delay, in seconds.',
      },
      JitterStrategy: {
        value: 'text',
        oneOf: ['NONE', 'FULL'],
        readBy: 'engine/retry.ts',
        about: 'FULL: the delay is chosen at random below the computed one.',
      },
    },
    groups: [],
  },
  catcher: {
    fields: {
      Comment,
      ErrorEquals: { ...ErrorEquals, readBy: 'engine/catch.ts' },
      Next: { value: 'stateName', required: true, readBy: 'engine/catch.ts', about: 'The state that follows.' },
      ResultPath: {
        value: 'resultPath',
        language: 'JSONPath',
        nullable: true,
        readBy: 'engine/catch.ts',
        about: "Where the error output is put into the state's input.",
      },
      Output: { ...Output, readBy: 'engine/catch.ts' },
      Assign: { ...Assign, readBy: 'engine/catch.ts' },
    },
    groups: [],
  },
  choiceRule: {
    fields: {
      ...ruleFields,
      Next: { value: 'stateName', required: true, readBy: 'engine/states/choice.ts', about: 'The state that follows.' },
      Assign: { ...Assign, readBy: 'engine/states/choice.ts' },
      Output: { ...Output, readBy: 'engine/states/choice.ts' },
    },
    groups: [],
  },
  nestedRule: { fields: ruleFields, groups: [] },
  itemReader: {
    fields: {
      Comment,
      Resource: { ...s3Resource, required: true },
      ...s3Parameters,
      ReaderConfig: {
        value: 'object',
        of: 'readerConfig',
        readBy: mapFile,
        about: 'What kind of data is read.',
      },
    },
    groups: [],
  },
  readerConfig: {
    fields: {
      Comment,
      InputType: {
        value: 'text',
        oneOf: ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'],
        readBy: readerFile,
        about: 'Format of the file.',
      },
      Transformation: {
        value: 'text',
        oneOf: ['NONE', 'LOAD_AND_FLATTEN'],
        readBy: readerFile,
        about: 'LOAD_AND_FLATTEN: the items are those of the listed objects.',
      },
      ManifestType: {
        value: 'text',
        oneOf: ['ATHENA_DATA', 'S3_INVENTORY'],
        readBy: readerFile,
        about: 'Kind of manifest.',
      },
      CSVDelimiter: {
        value: 'text',
        oneOf: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'],
        readBy: readerFile,
        about: 'What separates the cells.',
      },
      CSVHeaderLocation: {
        value: 'text',
        oneOf: ['FIRST_ROW', 'GIVEN'],
        readBy: readerFile,
        about: 'Where the names of the columns are.',
      },
      CSVHeaders: { value: 'textList', readBy: readerFile, about: 'Names of the columns.' },
      ItemsPointer: { value: 'text', readBy: readerFile, about: 'JSON pointer to the array in the file.' },
      ...withPath('MaxItems', {
        value: 'integer',
        min: 0,
        max: 100_000_000,
        readBy: mapFile,
        about: 'How many items are read at most.',
      }),
    },
    groups: [only('MaxItems', 'MaxItemsPath')],
  },
  itemBatcher: {
    fields: {
      Comment,
      BatchInput: { value: 'template', readBy: mapFile, about: 'What every batch gets besides its items.' },
      ...withPath('MaxItemsPerBatch', {
        value: 'integer',
        min: 0,
        readBy: mapFile,
        about: 'How many items a batch has at most.',
      }),
      ...withPath('MaxInputBytesPerBatch', {
        value: 'integer',
        min: 0,
        max: 262_144,
        readBy: mapFile,
        about: 'How large the input of a batch is at most, in bytes.',
      }),
    },
    groups: [
      only('MaxItemsPerBatch', 'MaxItemsPerBatchPath'),
      only('MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'),
    ],
  },
  resultWriter: {
    fields: {
      Comment,
      Resource: s3Resource,
      ...s3Parameters,
      WriterConfig: { value: 'object', of: 'writerConfig', readBy: mapFile, about: 'How the results are written.' },
    },
    groups: [],
  },
  writerConfig: {
    fields: {
      Comment,
      Transformation: {
        value: 'text',
        oneOf: ['NONE', 'COMPACT', 'FLATTEN'],
        readBy: writerFile,
        about: 'How much of each child is written.',
      },
      OutputType: { value: 'text', oneOf: ['JSON', 'JSONL'], readBy: writerFile, about: 'Format of the files.' },
    },
    groups: [],
  },
};
