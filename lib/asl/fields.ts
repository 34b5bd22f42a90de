// The one table of fields: which object may carry which, what the value may be, in which query language, and which file
// gives it its meaning. The validator is driven from it and the reference pages are made from it.
//
// Sources: Developer Guide "state machine structure" and the pages of the state types; ranges and allowed values as the
// service's validator enforces them, which is wider in places (IntervalSeconds 0) and narrower in others.
import type { StateType } from './definition';
import type { FieldGroup, FieldRule, ObjectRule } from './field-rule';

const secondsMax = 99_999_999;
const only = (...fields: string[]): FieldGroup => ({ fields });
const oneOf = (...fields: string[]): FieldGroup => ({ fields, needed: true });

const Comment: FieldRule = { value: 'text', readBy: undefined, about: 'Remark for people.' };
const language: FieldRule = {
  value: 'text',
  oneOf: ['JSONPath', 'JSONata'],
  readBy: 'engine/compile.ts',
  about: 'Language of the fields that compute.',
};
const common = {
  Type: { value: 'text', required: true, readBy: 'engine/compile.ts', about: 'What the state does.' },
  Comment,
  QueryLanguage: language,
} as const satisfies ObjectRule['fields'];
const transition = {
  Next: { value: 'stateName', readBy: 'engine/compile.ts', about: 'The state that follows.' },
  // The engine ends where there is no Next.
  End: { value: 'flag', readBy: undefined, about: 'true: the machine, branch or iteration ends here.' },
} as const satisfies ObjectRule['fields'];
const InputPath: FieldRule = {
  value: 'path',
  language: 'JSONPath',
  nullable: true,
  readBy: 'engine/data.ts',
  about: 'Which part of the input the state works on; null is {}.',
};
const OutputPath: FieldRule = {
  value: 'path',
  language: 'JSONPath',
  nullable: true,
  readBy: 'engine/data.ts',
  about: 'Which part of the data goes on; null is {}.',
};
const Output: FieldRule = {
  value: 'template',
  language: 'JSONata',
  readBy: 'engine/data.ts',
  about: 'What goes on instead of the result.',
};
const Assign: FieldRule = { value: 'assign', readBy: 'engine/data.ts', about: 'Variables for the states that follow.' };
const ResultPath: FieldRule = {
  value: 'resultPath',
  language: 'JSONPath',
  nullable: true,
  readBy: 'engine/data.ts',
  about: 'Where the result is put into the input; null drops it.',
};
const Parameters: FieldRule = {
  value: 'template',
  language: 'JSONPath',
  readBy: 'engine/data.ts',
  about: 'What the state works on, put together from its input.',
};
const Arguments: FieldRule = {
  value: 'template',
  language: 'JSONata',
  readBy: 'engine/data.ts',
  about: 'What the state works on, put together from its input.',
};
const ResultSelector: FieldRule = {
  value: 'templateObject',
  language: 'JSONPath',
  nullable: true,
  readBy: 'engine/data.ts',
  about: 'What is taken from the raw result.',
};
const data = { InputPath, OutputPath, Output, Assign } as const;
const handling = {
  Retry: { value: 'list', of: 'retrier', readBy: 'engine/retry.ts', about: 'When and how often to try again.' },
  Catch: { value: 'list', of: 'catcher', readBy: 'engine/catch.ts', about: 'Where to go on after an error.' },
} as const satisfies ObjectRule['fields'];
const result = { ResultSelector, ResultPath } as const;

/** A field that may be written as a value, or found at a path: `MaxConcurrency`, `MaxConcurrencyPath`. */
function withPath(name: string, rule: FieldRule): ObjectRule['fields'] {
  return {
    [name]: { ...rule, jsonata: true },
    [`${name}Path`]: {
      value: 'referencePath',
      language: 'JSONPath',
      readBy: rule.readBy,
      about: `Where ${name} is found in the input.`,
    },
  };
}

function taskSeconds(name: string, about: string): ObjectRule['fields'] {
  return withPath(name, { value: 'integer', min: 1, max: secondsMax, readBy: 'engine/states/task.ts', about });
}

function failText(name: string, about: string): ObjectRule['fields'] {
  const readBy = 'engine/states/fail.ts';
  return {
    [name]: { value: 'text', jsonata: true, pathField: `${name}Path`, readBy, about },
    [`${name}Path`]: {
      value: 'pathOrIntrinsic',
      language: 'JSONPath',
      readBy,
      about: `Where ${name} is found in the input, or a call that makes it.`,
    },
  };
}

const states = {
  StartAt: { value: 'stateName', required: true, readBy: 'engine/compile.ts', about: 'The first state.' },
  States: { value: 'states', required: true, readBy: 'engine/compile.ts', about: 'The states by name.' },
} as const satisfies ObjectRule['fields'];

/** Fields of the definition itself. AWS: of missing fields States is named before StartAt. */
export const machineRule: ObjectRule = {
  fields: {
    Comment,
    States: states.States,
    StartAt: states.StartAt,
    Version: { value: 'text', oneOf: ['1.0'], readBy: undefined, about: 'Version of the language.' },
    TimeoutSeconds: {
      value: 'integer',
      min: 0,
      max: secondsMax,
      readBy: 'engine/compile.ts',
      about: 'Longest time an execution may take, in seconds.',
    },
    QueryLanguage: language,
  },
  groups: [],
};

/** Fields of the states, total over the types. */
export const stateRules: { readonly [Type in StateType]: ObjectRule } = {
  Pass: {
    fields: {
      ...common,
      ...transition,
      ...data,
      Parameters,
      Result: {
        value: 'json',
        language: 'JSONPath',
        readBy: 'engine/states/pass.ts',
        about: 'The result, as it is written.',
      },
      ResultPath,
    },
    groups: [oneOf('Next', 'End')],
  },
  Task: {
    fields: {
      ...common,
      ...transition,
      ...data,
      Resource: { value: 'resource', required: true, readBy: 'engine/states/task.ts', about: 'What does the work.' },
      Parameters,
      Arguments,
      ...result,
      ...handling,
      ...taskSeconds('TimeoutSeconds', 'Longest time one try may take, in seconds.'),
      ...taskSeconds('HeartbeatSeconds', 'Longest time between two signs of life, in seconds.'),
      Credentials: {
        value: 'credentials',
        jsonata: true,
        readBy: 'engine/states/task.ts',
        about: 'RoleArn: the role to work as, instead of the role of the machine.',
      },
    },
    groups: [
      oneOf('Next', 'End'),
      only('TimeoutSeconds', 'TimeoutSecondsPath'),
      only('HeartbeatSeconds', 'HeartbeatSecondsPath'),
    ],
  },
  Choice: {
    fields: {
      ...common,
      ...data,
      Choices: {
        value: 'list',
        of: 'choiceRule',
        required: true,
        readBy: 'engine/states/choice.ts',
        about: 'Rules; the first that matches decides.',
      },
      Default: {
        value: 'stateName',
        readBy: 'engine/states/choice.ts',
        about: 'The state that follows when no rule matches.',
      },
    },
    groups: [],
  },
  Wait: {
    fields: {
      ...common,
      ...transition,
      ...data,
      ...withPath('Seconds', {
        value: 'integer',
        min: 0,
        max: secondsMax,
        readBy: 'engine/states/wait.ts',
        about: 'How long to wait, in seconds.',
      }),
      ...withPath('Timestamp', { value: 'timestamp', readBy: 'engine/states/wait.ts', about: 'Until when to wait.' }),
    },
    groups: [oneOf('Next', 'End'), oneOf('SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp')],
  },
  Succeed: { fields: { ...common, InputPath, OutputPath, Output }, groups: [] },
  Fail: {
    fields: {
      ...common,
      ...failText('Error', 'Name of the error.'),
      ...failText('Cause', 'What happened, for people.'),
    },
    groups: [only('Error', 'ErrorPath'), only('Cause', 'CausePath')],
  },
  Parallel: {
    fields: {
      ...common,
      ...transition,
      ...data,
      Branches: {
        value: 'list',
        of: 'branch',
        required: true,
        readBy: 'engine/states/parallel.ts',
        about: 'What is done at the same time.',
      },
      Parameters,
      Arguments,
      ...result,
      ...handling,
    },
    groups: [oneOf('Next', 'End')],
  },
  Map: {
    fields: {
      ...common,
      ...transition,
      ...data,
      ItemProcessor: {
        value: 'object',
        of: 'itemProcessor',
        readBy: 'engine/states/map.ts',
        about: 'What is done with each item.',
      },
      Iterator: {
        value: 'object',
        of: 'itemProcessor',
        readBy: 'engine/states/map.ts',
        about: 'Older name of ItemProcessor.',
      },
      ItemsPath: {
        value: 'referencePath',
        language: 'JSONPath',
        context: true,
        readBy: 'engine/states/map-fields.ts',
        about: 'Where the items are.',
      },
      Items: { value: 'template', language: 'JSONata', readBy: 'engine/states/map-fields.ts', about: 'The items.' },
      ItemSelector: {
        value: 'template',
        readBy: 'engine/states/map-fields.ts',
        about: 'What each iteration works on.',
      },
      Parameters: {
        ...Parameters,
        readBy: 'engine/states/map-fields.ts',
        about: 'Older name of ItemSelector.',
      },
      ...withPath('MaxConcurrency', {
        value: 'integer',
        min: 0,
        readBy: 'engine/states/inline-map.ts',
        about: 'How many iterations may run at the same time; 0: as many as possible.',
      }),
      ...withPath('ToleratedFailureCount', {
        value: 'integer',
        min: 0,
        readBy: 'engine/states/map-fields.ts',
        about: 'How many items may fail before the Map Run fails.',
      }),
      ...withPath('ToleratedFailurePercentage', {
        value: 'decimal',
        min: 0,
        max: 100,
        readBy: 'engine/states/map-fields.ts',
        about: 'Share of items that may fail before the Map Run fails.',
      }),
      ItemReader: {
        value: 'object',
        of: 'itemReader',
        readBy: 'engine/states/distributed-map.ts',
        about: 'Reads the items from Amazon S3.',
      },
      ItemBatcher: {
        value: 'object',
        of: 'itemBatcher',
        readBy: 'engine/states/distributed-map.ts',
        about: 'Hands several items to one child.',
      },
      ResultWriter: {
        value: 'object',
        of: 'resultWriter',
        readBy: 'engine/states/distributed-map.ts',
        about: 'Writes the results to Amazon S3.',
      },
      Label: { value: 'text', readBy: 'engine/states/distributed-map.ts', about: 'Name in the ARNs of the Map Run.' },
      ...result,
      ...handling,
    },
    groups: [
      oneOf('Next', 'End'),
      oneOf('ItemProcessor', 'Iterator'),
      only('ItemSelector', 'Parameters'),
      only('MaxConcurrency', 'MaxConcurrencyPath'),
      only('ToleratedFailureCount', 'ToleratedFailureCountPath'),
      only('ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'),
    ],
  },
};

/** What only describes a scope, not the language of its states: those inherit the machine's. */
export const scopeFields = { Comment, States: states.States, StartAt: states.StartAt } as const;
export { Arguments, Assign, Comment, Output, only, Parameters, withPath };
