// The caller erred: AWS's exception name and AWS's sentence. Becomes HTTP in one function of lib/server, and an error name
// of the workflow where a task made the call.

/** Exception names of the Step Functions API (service model 2016-11-23), and those every AWS API shares. */
export type ApiErrorName =
  | 'ActivityAlreadyExists'
  | 'ActivityDoesNotExist'
  | 'ActivityLimitExceeded'
  | 'ActivityWorkerLimitExceeded'
  | 'ConflictException'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'ExecutionLimitExceeded'
  | 'ExecutionNotRedrivable'
  | 'InvalidArn'
  | 'InvalidDefinition'
  | 'InvalidEncryptionConfiguration'
  | 'InvalidExecutionInput'
  | 'InvalidLoggingConfiguration'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'MissingRequiredParameter'
  | 'ResourceNotFound'
  | 'SerializationException'
  | 'ServiceQuotaExceededException'
  | 'StateMachineAlreadyExists'
  | 'StateMachineDeleting'
  | 'StateMachineDoesNotExist'
  | 'StateMachineLimitExceeded'
  | 'StateMachineTypeNotSupported'
  | 'TaskDoesNotExist'
  | 'TaskTimedOut'
  | 'ThrottlingException'
  | 'TooManyTags'
  | 'ValidationException'
  // CloudWatch Logs
  | 'InvalidParameterException'
  | 'ResourceAlreadyExistsException'
  | 'ResourceNotFoundException';

export class ApiError extends Error {
  override readonly name: ApiErrorName;
  /** Further members of the error document, such as `reason` or `resourceName`. */
  readonly members: { readonly [name: string]: string };

  constructor(name: ApiErrorName, message: string, members: { readonly [name: string]: string } = {}) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = name;
    this.members = members;
  }
}
