// Lambda's own refusals: the function was not run, or could not be looked up or changed.

export type LambdaErrorName =
  | 'CodeStorageExceededException'
  | 'InvalidParameterValueException'
  | 'InvalidRequestContentException'
  | 'InvalidRuntimeException'
  | 'PreconditionFailedException'
  | 'RequestTooLargeException'
  | 'ResourceConflictException'
  | 'ResourceNotFoundException'
  | 'ServiceException'
  | 'ValidationException';

const statusCodes: Readonly<Record<LambdaErrorName, number>> = {
  CodeStorageExceededException: 400,
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  InvalidRuntimeException: 502,
  PreconditionFailedException: 412,
  RequestTooLargeException: 413,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceException: 500,
  ValidationException: 400,
};

/** An error of the Lambda API: its name, HTTP status and sentence are AWS's. */
export class LambdaApiError extends Error {
  readonly statusCode: number;
  /** Whose fault it is, as the API's `Type` member says. */
  readonly type: 'User' | 'Service';

  constructor(name: LambdaErrorName, message: string) {
    super(message);
    this.name = name;
    this.statusCode = statusCodes[name];
    this.type = this.statusCode >= 500 ? 'Service' : 'User';
  }
}
