// The payloads that the service itself writes when an environment did not answer.
import { responseBytesMax } from './limits';

const failure = (errorType: string, errorMessage: string) => JSON.stringify({ errorType, errorMessage });

/** AWS: seconds with two decimals. */
export function timedOut(requestId: string, seconds: number): string {
  return failure(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  );
}

export function exited(requestId: string, exitCode: number): string {
  const how = exitCode === 0 ? 'without providing a reason' : `with error: exit status ${exitCode}`;
  return failure('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited ${how}`);
}

/** AWS: a sandbox out of memory is killed. */
export function outOfMemory(requestId: string): string {
  return failure('Runtime.OutOfMemory', `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`);
}

export function responseTooLarge(bytes: number): string {
  return failure(
    'Function.ResponseSizeTooLarge',
    `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${responseBytesMax} bytes).`,
  );
}
