// Every finding has a code; this table says what each means. docs/checks.md is generated from it.

export type Severity = 'error' | 'warning' | 'hint';

export interface CodeEntry {
  readonly severity: Severity;
  /** What is wrong, in a few words: the heading on the page. */
  readonly title: string;
  /** What happens if nothing is done. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
}

export const codes = {
  SFN101: {
    severity: 'error',
    title: 'Express workflow waits for a job (.sync)',
    why: 'CreateStateMachine refuses an Express definition with a .sync integration, so the deployment fails.',
    fix: 'Make the workflow Standard, or start the job without .sync and let an event continue the work.',
  },
  SFN102: {
    severity: 'error',
    title: 'Express workflow waits for a task token',
    why: 'CreateStateMachine refuses an Express definition with .waitForTaskToken, so the deployment fails.',
    fix: 'Make the workflow Standard, or move the waiting part into a Standard parent.',
  },
  SFN103: {
    severity: 'error',
    title: 'Express workflow uses an activity',
    why: 'CreateStateMachine refuses an Express definition with an activity, so the deployment fails.',
    fix: 'Make the workflow Standard, or call a Lambda function instead of the activity.',
  },
  SFN104: {
    severity: 'error',
    title: 'Express workflow has a Distributed Map',
    why: 'Distributed Maps run in Standard workflows only.',
    fix: 'Make the workflow Standard (its child executions may be Express), or use an inline Map.',
  },
  SFN105: {
    severity: 'error',
    title: 'Express workflow with a timeout above five minutes',
    why: 'An Express execution is ended after 300 seconds whatever its TimeoutSeconds says.',
    fix: 'Set TimeoutSeconds to 300 or less.',
  },
  SFN106: {
    severity: 'error',
    title: 'Express workflow waits longer than five minutes',
    why: 'The execution is ended after 300 seconds, before the Wait is over.',
    fix: 'Shorten the Wait or make the workflow Standard.',
  },
  SFN107: {
    severity: 'warning',
    title: 'Express workflow without logs',
    why: 'An Express execution has no history; without logs nobody can tell what it did.',
    fix: 'Set the log level to ALL, or at least to ERROR.',
  },
  SFN108: {
    severity: 'error',
    title: 'Waiting (.sync) for an Express child',
    why: 'states:startExecution.sync works for Standard workflows only; the task fails at run time.',
    fix: 'Call aws-sdk:sfn:startSyncExecution for an Express child, or make the child Standard.',
  },
  SFN201: {
    severity: 'error',
    title: 'Task that waits for a token without a timeout',
    why: 'If nobody answers, the execution stays open for a year.',
    fix: 'Set TimeoutSeconds, or HeartbeatSeconds if the worker sends heartbeats, and catch States.Timeout.',
  },
  SFN202: {
    severity: 'error',
    title: 'Heartbeat not shorter than the timeout',
    why: 'The service refuses a HeartbeatSeconds that is not smaller than TimeoutSeconds.',
    fix: 'Make HeartbeatSeconds smaller than TimeoutSeconds.',
  },
  SFN203: {
    severity: 'error',
    title: 'States.ALL not alone or not last',
    why: 'The service refuses a retrier or catcher with States.ALL beside other names or before other rules.',
    fix: 'Give States.ALL a rule of its own and put it last.',
  },
  SFN204: {
    severity: 'warning',
    title: 'Choice without Default',
    why: 'If no rule matches, the execution fails with States.Runtime, which nothing can catch.',
    fix: 'Add a Default, if only to a Fail state that says what was unexpected.',
  },
  SFN205: {
    severity: 'warning',
    title: 'Inline Map with more than 40 at once',
    why: 'An inline Map runs 40 iterations at once at most; a larger MaxConcurrency promises what does not happen.',
    fix: 'Set MaxConcurrency to 40 or less, or make the Map distributed.',
  },
  SFN206: {
    severity: 'warning',
    title: 'Retries that do not fit into the five minutes of an Express workflow',
    why: 'In the worst case the execution is ended before its last retry, and no Catch runs.',
    fix: 'Shorten the timeouts of the tasks, or retry fewer times or sooner.',
  },
  SFN207: {
    severity: 'warning',
    title: 'Job name that collides on a retry or redrive',
    why: 'The job is created again under the same name, which the service refuses: the retry can never succeed.',
    fix: 'Make the name from the execution’s name and State.RetryCount and Execution.RedriveCount of the context.',
  },
  SFN208: {
    severity: 'error',
    title: 'Payload that is always too large',
    why: 'Input and output of a state hold 256 KiB at most; more fails with States.DataLimitExceeded, which nothing catches.',
    fix: 'Keep the data in S3 or DynamoDB and pass where it is.',
  },
  SFN209: {
    severity: 'hint',
    title: 'Saga step without compensation',
    why: 'When a later step fails, what this one did stays.',
    fix: 'Add a compensation, or acknowledge that the step need not be taken back.',
  },
  SFN301: {
    severity: 'error',
    title: 'Definition is not JSON',
    why: 'CreateStateMachine refuses it, so the deployment fails.',
    fix: 'Correct the text at the place named.',
  },
  SFN302: {
    severity: 'error',
    title: 'Definition that the service refuses',
    why: 'A field is missing, unknown or wrong, or a transition leads nowhere; CreateStateMachine refuses it.',
    fix: 'Correct the field named.',
  },
  SFN303: {
    severity: 'error',
    title: 'Bad JSONPath or intrinsic function',
    why: 'CreateStateMachine refuses it, so the deployment fails.',
    fix: 'Correct the path at the place named.',
  },
  SFN304: {
    severity: 'error',
    title: 'JSONata that does not parse',
    why: 'CreateStateMachine refuses it, so the deployment fails.',
    fix: 'Correct the expression at the place named.',
  },
  SFN305: {
    severity: 'error',
    title: 'Field of the other query language',
    why: 'A JSONata state has no InputPath, Parameters, ResultPath and so on; a JSONPath state has no Arguments and Output.',
    fix: 'Use the field of the state’s query language, or set QueryLanguage.',
  },
  SFN306: {
    severity: 'error',
    title: 'Placeholder without a substitution',
    why: 'The placeholder stays in the definition as it is written and reaches the service.',
    fix: 'Give the value in definitionSubstitutions.',
  },
  SFN307: {
    severity: 'error',
    title: 'State name longer than 80 characters',
    why: 'CreateStateMachine refuses it, so the deployment fails.',
    fix: 'Shorten the name.',
  },
  SFN308: {
    severity: 'error',
    title: 'No way to an end',
    why: 'From this state the execution can never end; it runs until its timeout.',
    fix: 'Let some path lead to a Succeed or Fail state or to one with End.',
  },
  SFN309: {
    severity: 'error',
    title: 'Variable that nothing assigned',
    why: 'No state on the way here assigns it: the state fails when it reads it.',
    fix: 'Assign it in a state that always comes before, or correct the name.',
  },
  SFN310: {
    severity: 'error',
    title: 'Variable that cannot be assigned here',
    why: 'A name of the outer scope cannot be assigned inside a Map or Parallel, and `states` is reserved.',
    fix: 'Use another name, or hand the value out through the output.',
  },
  SFN311: {
    severity: 'error',
    title: 'Retry or Catch where there is none',
    why: 'Only Task, Parallel and Map can retry and catch; the service refuses the field elsewhere.',
    fix: 'Move it to the state that can fail.',
  },
  SFN312: {
    severity: 'error',
    title: 'Definition above one megabyte',
    why: 'CreateStateMachine refuses it, so the deployment fails.',
    fix: 'Move parts into child workflows.',
  },
  SFN313: {
    severity: 'error',
    title: 'Path that nothing produces',
    why: 'No state before gives this member: the state fails with States.Runtime, which nothing catches.',
    fix: 'Correct the path, or keep the member with ResultPath.',
  },
  SFN314: {
    severity: 'warning',
    title: 'Accepted by the service, yet surprising',
    why: 'The definition can be deployed, but a part of it does not do what it seems to.',
    fix: 'Correct the place named.',
  },
  SFN401: {
    severity: 'error',
    title: 'Role may not do what a task does',
    why: 'The task fails with AccessDenied at run time. States made from a file or by CustomState get no permission by themselves.',
    fix: 'Allow the action on the resource named.',
  },
  SFN402: {
    severity: 'error',
    title: 'Distributed Map without permission to start its children',
    why: 'The Map Run fails before its first item.',
    fix: 'Allow states:StartExecution on the state machine itself, and states:DescribeExecution and states:StopExecution on its executions.',
  },
  SFN403: {
    severity: 'error',
    title: 'No permission for the customer key',
    why: 'The resource is encrypted with a customer key; without the key the call fails although the resource itself is allowed.',
    fix: 'Grant the role the key (`key.grantEncryptDecrypt(role)`).',
  },
  SFN404: {
    severity: 'error',
    title: 'ResultWriter without a destination',
    why: 'The writer names no bucket, so nothing is written. CDK leaves out a resultWriterV2 unless its feature flag is on.',
    fix: 'Set @aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2 to true in cdk.json, or give the bucket.',
  },
  SFN405: {
    severity: 'error',
    title: 'Unknown integration or action',
    why: 'CreateStateMachine refuses a Resource that does not exist.',
    fix: 'Correct the service or the action.',
  },
  SFN406: {
    severity: 'warning',
    title: 'Permission pinned to one version of a function',
    why: 'After the next deployment executions in flight call the new version, or a redrive the old one, and are refused.',
    fix: 'Allow the function and all its qualifiers (`function` and `function:*`).',
  },
  SFN407: {
    severity: 'warning',
    title: 'Log group outside /aws/vendedlogs/',
    why: 'CloudWatch’s resource policy has 5,120 characters for all other groups; when it is full, deployments fail.',
    fix: 'Name the group /aws/vendedlogs/states/….',
  },
  SFN408: {
    severity: 'error',
    title: 'Integration does not have this pattern',
    why: 'CreateStateMachine refuses .sync or .waitForTaskToken where the integration has none.',
    fix: 'Use a pattern that the integration has.',
  },
  SFN409: {
    severity: 'error',
    title: 'Handler that is not there',
    why: 'The function’s code does not hold the file of its handler: every invocation fails.',
    fix: 'Correct the handler or bundle the file.',
  },
  SFN410: {
    severity: 'hint',
    title: 'Permission that no state uses',
    why: 'A role that may do more than it needs is a larger risk.',
    fix: 'Remove the permission.',
  },
  SFN411: {
    severity: 'hint',
    title: 'Permission under a condition that is not known here',
    why: 'Whether the action is allowed depends on a condition that only the request can answer.',
    fix: 'Check the condition, and acknowledge it with the reason why it holds.',
  },
  SFN412: {
    severity: 'error',
    title: 'Handler may not do what its code does',
    why: 'The function’s role lacks an action, so the handler fails with AccessDenied.',
    fix: 'Grant the function what its code calls.',
  },
  SFN413: {
    severity: 'hint',
    title: 'Role whose permissions are not known here',
    why: 'The role, or a managed policy of it, is not part of this app: nothing can be proven.',
    fix: 'Make the role in the app, or acknowledge with the reason why it suffices.',
  },
  SFN414: {
    severity: 'error',
    title: 'Job role may not do what the job does',
    why: 'The job begins and fails, often after its machines were started, because its role cannot read data, pull its image or log.',
    fix: 'Allow the action for the role that the job is given.',
  },
  SFN415: {
    severity: 'error',
    title: 'Trigger that may not start the workflow',
    why: 'The schedule or rule fails silently: no execution is started.',
    fix: 'Allow states:StartExecution for the role of the schedule or rule.',
  },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;

export const codeNames = Object.keys(codes) as Code[];
