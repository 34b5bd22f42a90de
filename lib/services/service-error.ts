// An error that a service answers with: the caller's fault, told over HTTP or as the failure of a task.

/** Made without a stack trace: it is an answer, not a crash. */
export class ServiceError extends Error {
  /** Exception as SDKs name it: `NoSuchKey`, `QueueDoesNotExist`, `ResourceNotFoundException`. */
  readonly type: string;
  /** Code on the wire, where it is not the type. */
  readonly code: string;
  readonly status: number;
  /** Whether the service's model lists it; SDKs throw their general exception for others. */
  readonly listed: boolean;
  /** Further members of the answer, such as CancellationReasons. */
  readonly detail: { readonly [member: string]: unknown } | undefined;

  constructor(
    type: string,
    message: string,
    options: { status?: number; code?: string; listed?: boolean; detail?: { readonly [member: string]: unknown } } = {},
  ) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = 'ServiceError';
    this.type = type;
    this.code = options.code ?? type;
    this.status = options.status ?? 400;
    this.listed = options.listed ?? true;
    this.detail = options.detail;
  }
}

/** The URL leads nowhere, so it is the SDK that complains and not the service. */
export class UnreachableHost extends Error {
  constructor(host: string) {
    super(`Unable to execute HTTP request: ${host}: Name or service not known`);
  }
}
