// What the room needs to know of a function, and what goes in and out of an invocation.

/** Where the code lies: a directory, a zip file, or the text of index.js. `unavailable` says why it cannot be run here. */
export type CodeLocation =
  | { readonly directory: string }
  | { readonly file: string }
  | { readonly inline: string }
  | { readonly unavailable: string };

export interface FunctionDefinition {
  readonly functionName: string;
  /** Unqualified; the region and account of the environment are read from it. */
  readonly functionArn: string;
  /** `$LATEST` or a number. @default '$LATEST' */
  readonly version?: string | undefined;
  /** `nodejs20.x` and its like; anything else is refused when it is invoked. @default nodejs22.x */
  readonly runtime?: string | undefined;
  /** `dir/file.export` */
  readonly handler: string;
  readonly code: CodeLocation;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** MB; bounds the heap of the worker. */
  readonly memorySize: number;
  /** @default 'Text' */
  readonly logFormat?: 'Text' | 'JSON' | undefined;
  /** Directories with the unpacked content of layers, the last one first in precedence. @default none */
  readonly layers?: readonly string[] | undefined;
}

export interface Invocation {
  /** JSON text; empty counts as `{}`. */
  readonly payload: string;
  /** JSON text that becomes context.clientContext. */
  readonly clientContext?: string | undefined;
  /** Becomes context.awsRequestId. @default a random UUID */
  readonly requestId?: string | undefined;
  /** The ARN that was invoked, qualified or not. @default the function's */
  readonly invokedFunctionArn?: string | undefined;
  /** `_X_AMZN_TRACE_ID` */
  readonly traceId?: string | undefined;
  /** Hears each log line as it is written. */
  readonly onLog?: ((line: string) => void) | undefined;
}

export interface InvocationResult {
  readonly statusCode: 200;
  /** JSON text: the handler's result, or `{"errorType":…,"errorMessage":…,"trace":[…]}`. */
  readonly payload: string;
  /** Set when the function failed. AWS: Node.js functions fail as Unhandled, whatever they do. */
  readonly functionError?: 'Unhandled';
  readonly executedVersion: string;
  /** What the function printed, between the platform's START, END and REPORT lines. */
  readonly logs: string;
  readonly requestId: string;
}
