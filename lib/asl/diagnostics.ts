// What may be wrong with a definition: one table of codes, and the value that reports one finding.
import type { TextRange } from '../json';

export type Severity = 'ERROR' | 'WARNING';

/** What the service reports for the same fault, in ValidateStateMachineDefinition and in the message of CreateStateMachine. */
export interface AwsDiagnostic {
  readonly code: AwsCode;
  readonly message: string;
  /** `/States/Ship/Catch[0]/Next`; absent where the service gives none. */
  readonly location?: string;
}

/** The service's own codes, as far as they concern definitions. */
export type AwsCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_STATE_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'INVALID_LABEL_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'INVALID_VARIABLE_NAME'
  | 'RESERVED_VARIABLE_NAME'
  | 'DUPLICATE_VARIABLE_NAME'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'PASS_RESULT_IS_STATIC';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** JSON pointer into the definition. */
  readonly pointer: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Where it is in the text, if the definition was parsed from one. */
  readonly range?: TextRange;
  /** Present where the service reports the fault, too. A warning without it is something the service says nothing about. */
  readonly aws?: AwsDiagnostic;
}

interface CodeRow {
  readonly severity: Severity;
  /** What the code stands for. */
  readonly about: string;
  /** What to do. */
  readonly remedy: string;
}

/**
 * Every code there is. 1: the document. 2: states and transitions. 3: fields. 4: rules, retriers, catchers. 5: expressions and
 * variables. 6: resources and machine types. 7: maps. 9: accepted by the service, yet it fails or surprises at run time.
 */
export const diagnosticTable = {
  ASL101: { severity: 'ERROR', about: 'The text is not JSON.', remedy: 'Mend the JSON at the place shown.' },
  ASL102: {
    severity: 'ERROR',
    about: 'The definition is not a JSON object.',
    remedy: 'Write an object with StartAt and States.',
  },
  ASL103: {
    severity: 'WARNING',
    about: 'A key occurs twice in one object; the later value counts.',
    remedy: 'Remove or rename one of them.',
  },
  ASL104: {
    severity: 'ERROR',
    about: 'The definition is larger than 1 MB.',
    remedy: 'Move parts into state machines of their own.',
  },
  ASL201: {
    severity: 'ERROR',
    about: 'A name is used by two states.',
    remedy: 'State names are unique in the whole machine; rename one.',
  },
  ASL202: {
    severity: 'ERROR',
    about: 'A state name is empty or longer than 80 characters.',
    remedy: 'Rename the state.',
  },
  ASL203: {
    severity: 'ERROR',
    about: 'Nothing leads to a state.',
    remedy: 'Let a Next, Default, rule or catcher point to it, or remove it.',
  },
  ASL204: {
    severity: 'ERROR',
    about: 'A transition leads to a state that does not exist.',
    remedy: 'Name a state of the same States object.',
  },
  ASL205: {
    severity: 'ERROR',
    about: 'No state ends the machine.',
    remedy: 'Give a state End: true, or end with Succeed or Fail.',
  },
  ASL206: { severity: 'ERROR', about: 'States has no state.', remedy: 'Define at least one state.' },
  ASL301: { severity: 'ERROR', about: 'A required field is missing.', remedy: 'Add the field.' },
  ASL302: {
    severity: 'ERROR',
    about: 'A field does not belong there.',
    remedy: 'Remove the field, or correct its name.',
  },
  ASL303: {
    severity: 'ERROR',
    about: 'A field belongs to the other query language.',
    remedy: "Use the language's own field, or set QueryLanguage on the state.",
  },
  ASL304: { severity: 'ERROR', about: 'Fields exclude each other.', remedy: 'Keep exactly one of them.' },
  ASL305: { severity: 'ERROR', about: 'A value is of the wrong kind.', remedy: 'Write a value of the kind named.' },
  ASL306: { severity: 'ERROR', about: 'A number is out of range.', remedy: 'Choose a number within the range.' },
  ASL307: {
    severity: 'ERROR',
    about: 'A value is none of the allowed ones.',
    remedy: 'Choose one of the values listed.',
  },
  ASL308: {
    severity: 'ERROR',
    about: 'A list or object is empty.',
    remedy: 'Add at least one entry, or remove the field.',
  },
  ASL309: {
    severity: 'ERROR',
    about: 'A timestamp is not in the RFC 3339 form.',
    remedy: 'Write it like 2026-01-31T12:00:00Z.',
  },
  ASL310: {
    severity: 'ERROR',
    about: 'A JSONPath state stands in a JSONata machine.',
    remedy: 'Remove QueryLanguage from the state, or make the machine JSONPath.',
  },
  ASL401: {
    severity: 'ERROR',
    about: 'A choice rule has no comparison, or more than one.',
    remedy: 'Give each rule exactly one of And, Or, Not, Variable with one operator, or Condition.',
  },
  ASL402: {
    severity: 'ERROR',
    about: 'States.ALL does not stand alone at the end.',
    remedy: 'Give States.ALL its own entry and make it the last.',
  },
  ASL403: { severity: 'WARNING', about: 'An error name can never match.', remedy: 'Correct the name.' },
  ASL404: {
    severity: 'WARNING',
    about: 'A retrier or catcher is never reached: an earlier one takes its errors.',
    remedy: 'Put the special entry before the general one.',
  },
  ASL501: { severity: 'ERROR', about: 'A path is not valid JSONPath.', remedy: 'Write a path that starts with $.' },
  ASL502: {
    severity: 'ERROR',
    about: 'A path may name several places where one is needed.',
    remedy: 'Use names and indexes only.',
  },
  ASL503: {
    severity: 'ERROR',
    about: 'The value of a key that ends in .$ is neither a path nor an intrinsic call.',
    remedy: 'Write a path or a call of a States function, or drop .$ from the key.',
  },
  ASL504: { severity: 'ERROR', about: 'A JSONata expression cannot be parsed.', remedy: 'Mend the expression.' },
  ASL505: {
    severity: 'ERROR',
    about: 'A JSONata expression refers to something that is not there.',
    remedy: 'Start from $states.input, $states.context or a variable.',
  },
  ASL506: {
    severity: 'ERROR',
    about: 'A string begins or ends like a JSONata expression, but is none.',
    remedy: 'Write {% at the very beginning and %} at the very end.',
  },
  ASL507: {
    severity: 'ERROR',
    about: 'A variable name is not allowed.',
    remedy: 'Use letters, digits and _, beginning with a letter, at most 80 characters; states is reserved.',
  },
  ASL508: {
    severity: 'WARNING',
    about: 'A variable is read that no state assigns.',
    remedy: 'Assign it in a state before, or correct the name.',
  },
  ASL509: {
    severity: 'ERROR',
    about: 'An inner scope assigns a variable of an outer scope.',
    remedy: 'Use another name inside the branch or item processor.',
  },
  ASL510: {
    severity: 'WARNING',
    about: 'A value looks like a path or an intrinsic call, but is a literal text.',
    remedy: 'Add .$ to the key if it should be evaluated.',
  },
  ASL511: {
    severity: 'WARNING',
    about: 'A template gives one member twice.',
    remedy: 'Keep either the key or the key with .$.',
  },
  ASL512: {
    severity: 'WARNING',
    about: 'A variable of the machine is read in a distributed Map, whose children see no outer variables.',
    remedy: 'Pass the value with ItemSelector or BatchInput.',
  },
  ASL601: {
    severity: 'ERROR',
    about: 'A Resource is not one that Step Functions knows.',
    remedy: 'Use an integration of the service, a function ARN or an activity ARN.',
  },
  ASL602: {
    severity: 'ERROR',
    about: 'An Express machine cannot do this.',
    remedy: 'Make the machine Standard, or use request-response.',
  },
  ASL603: {
    severity: 'ERROR',
    about: 'The parameters of a task are not what its integration takes.',
    remedy: 'See the reference of the integration.',
  },
  ASL604: {
    severity: 'WARNING',
    about: 'A callback task does not hand its token on, so nobody can answer it.',
    remedy: 'Pass $$.Task.Token (JSONata: $states.context.Task.Token) in the parameters.',
  },
  ASL701: {
    severity: 'ERROR',
    about: 'A Label is longer than 40 characters, not allowed, or used twice.',
    remedy: 'Choose another Label.',
  },
  ASL702: {
    severity: 'ERROR',
    about: 'A reader, batcher or writer is not set up as its kind needs.',
    remedy: 'Set the fields named.',
  },
  ASL703: {
    severity: 'WARNING',
    about: 'A field has a meaning only for distributed Maps.',
    remedy: 'Set ProcessorConfig.Mode to DISTRIBUTED, or remove the field.',
  },
  ASL901: {
    severity: 'WARNING',
    about: 'A heartbeat is not shorter than the timeout, so the task always times out first.',
    remedy: 'Make HeartbeatSeconds smaller than TimeoutSeconds.',
  },
  ASL902: {
    severity: 'WARNING',
    about: 'A Choice without Default fails the execution when no rule matches.',
    remedy: 'Add a Default.',
  },
  ASL903: {
    severity: 'WARNING',
    about: 'No state of a branch or item processor ends it, so it never ends.',
    remedy: 'Give a state End: true, or end with Succeed or Fail.',
  },
} as const satisfies { readonly [code: string]: CodeRow };

export type DiagnosticCode = keyof typeof diagnosticTable;

/**
 * The message with which CreateStateMachine and UpdateStateMachine refuse a definition, or undefined if the service accepts it.
 */
export function createErrorMessage(diagnostics: readonly Diagnostic[]): string | undefined {
  const refused = diagnostics.flatMap(({ severity, aws }) => (severity === 'ERROR' && aws !== undefined ? [aws] : []));
  if (refused.length === 0) return undefined;
  // AWS: a diagnostic without location ends in "at null".
  const texts = refused.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
  return `Invalid State Machine Definition: '${texts.join(', ')}'`;
}
