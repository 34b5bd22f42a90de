// The service's own sentences, in one place. Each is marked with how it is known: R recorded from the service, M measured on
// it and published, A formed by analogy with those (no example was found).

export const sentence = {
  /** R */
  notAnObject: 'Definition must be a valid JSON object',
  /** R */
  required: (names: readonly string[]) => `These fields are required: [${names.join(', ')}]`,
  /** R */
  requiredField: (name: string) => `The field '${name}' is required but was missing`,
  /** R */
  unsupported: (name: string) => `Field '${name}' is not supported`,
  /** R */
  stateType: (types: readonly string[]) => `The field 'Type' should have one of these values: [${types.join(', ')}]`,
  /** R */
  empty: 'Value cannot be empty',
  /** R */
  timestamp: 'String does not match RFC3339 timestamp',
  /** M */
  otherLanguage: (language: string, field: string, other: string) =>
    `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
  /** R */
  downgrade: `'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`,
  /** M for [STRING], A for the others */
  kind: (kind: 'STRING' | 'OBJECT' | 'ARRAY' | 'BOOLEAN') => `Expected value of type [${kind}]`,
  /** M */
  integer: 'Expected value of type Integer',
  /** A */
  decimal: 'Expected value of type Float',
  /** M */
  minimum: (least: string) => `Minimum value is ${least}`,
  /** M */
  maximum: (most: string) => `Maximum value is ${most}`,
  /** M */
  oneOf: (values: readonly string[]) => `Value should be one of the following: [${values.join(', ')}]`,
  /** M */
  onlyOne: (fields: readonly string[]) => `There should only be one of the following fields: [${fields.join(', ')}]`,
  /** M */
  exactlyOne: (fields: readonly string[]) =>
    `This object should have only one of the following fields: [${fields.join(', ')}]`,
  /** M */
  oneCondition: 'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]',
  /** M */
  statesAll: 'States.ALL must appear alone and at end of list',
  /** M */
  path: 'Value must be a valid JSONPath.',
  /** M */
  referencePath: 'Value is not a Reference Path',
  /** Of warnings the service model gives code and meaning (ValidateStateMachineDefinitionDiagnostic). A */
  noDollar: (key: string) =>
    `The field '${key}' does not end with '.$', but its value looks like a JSONPath or an intrinsic function call`,
  /** A */
  noPath: (field: string) =>
    `The value of the field '${field}' looks like a path, but the field name does not end with 'Path'`,
  /** A */
  staticResult: 'The Result of a Pass state is static, but its value looks like a path',
  /** M */
  jsonataForm: 'JSONata string must start with {% and end with %}',
  /** M for errorOutput, A for the others */
  statesField: (name: string) => `Field '$states.${name}' does not exist.`,
  /** M */
  missingTarget: (name: string) => `Missing 'Next' target: ${name}`,
  /** M */
  unreachable: (name: string) => `State "${name}" is not reachable.`,
  /** M */
  noTerminal: 'Workflow has no terminal state',
  /** M */
  duplicateState: (name: string) => `Duplicate State name: ${name}`,
  /** M for names that are too long, A for the empty one */
  stateName: (name: string) =>
    name === ''
      ? 'Invalid State name: the name cannot be empty'
      : `Invalid State name: State '${name}' exceeds the 80-character limit allowed by the service`,
  /** M */
  duplicateLabel: (label: string) => `Duplicate Label name: ${label}`,
  /** M as far as the colon, A for the rest */
  labelLength: (label: string) =>
    `Invalid Label name: Label '${label}' exceeds the 40-character limit allowed by the service`,
  /** M as far as the colon, A for the rest */
  labelCharacters: (label: string) => `Invalid Label name: Label '${label}' is empty or contains invalid characters`,
  /** M */
  variableName: (name: string) => `Invalid variable name '${name}': the variable name contains invalid characters.`,
  /** A */
  variableLength: (name: string) => `Invalid variable name '${name}': the variable name exceeds 80 characters.`,
  /** M */
  reservedVariable: `Cannot assign to reserved variable '$states'.`,
  /** M */
  outerVariable: (name: string) => `The variable name '${name}' was already defined in a parent scope.`,
  /** M */
  resource: 'Value is not a valid resource ARN',
  /** R; the space at the end of .waitForTaskToken's is the service's */
  expressPattern: (pattern: string) =>
    `Express state machine does not support '${pattern}' service integration${pattern === '.waitForTaskToken' ? ' ' : ''}`,
  /** R */
  expressActivity: 'Express state machine does not support Activity ARN',
  /** M */
  expressDistributed: `The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines`,
  /** M */
  activityCredentials: `The field 'Credentials' is not supported for activities`,
  /** M */
  parametersRequired: (field: 'Parameters' | 'Arguments', resource: string) =>
    `${field} field is required for resource ARN: ${resource}`,
  /** M */
  s3Resource: `The field 'Resource' does not match any of the allowed values`,
  /** M */
  csvHeaderLocation: `The field 'CSVHeaderLocation' is required`,
} as const;
