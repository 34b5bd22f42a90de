import { ApiError, type Local } from '../../local';
import type { Requests } from './operation';

/**
 * AWS: the log group has to be there when a machine is told to write to it. What else is wrong with a configuration is the
 * business of whoever takes it.
 * @throws ApiError InvalidLoggingConfiguration
 */
export function checkLogDestination(
  { logGroups }: Local,
  configuration: Requests['CreateStateMachine']['loggingConfiguration'],
): void {
  const [destination, ...others] = configuration?.destinations ?? [];
  const name = destination?.cloudWatchLogsLogGroup?.logGroupArn?.split(':')[6];
  if (name === undefined || others.length > 0 || logGroups.list(name).some((group) => group.name === name)) return;
  throw new ApiError('InvalidLoggingConfiguration', 'Invalid Logging Configuration: Log Destination not found.');
}
