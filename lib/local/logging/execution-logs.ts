// Execution logs: the events of a step, at the level of the state machine, to its log group.
import type { Step } from '../../engine';
import { type LogOptions, logs } from '../../history';
import type { LoggingConfiguration } from '../machines/configuration';
import type { Running } from '../running';
import type { LogGroups } from './groups';

interface Logger {
  readonly group: string;
  readonly stream: string;
  readonly projection: ReturnType<typeof logs>;
  state: ReturnType<ReturnType<typeof logs>['initial']>;
}

export class ExecutionLogs {
  readonly #groups: LogGroups;
  readonly #loggers = new Map<string, Logger>();

  constructor(groups: LogGroups) {
    this.#groups = groups;
  }

  /** Declares how an execution is logged; without a destination it is not. */
  open(executionArn: string, machineName: string, startDate: number, configuration: LoggingConfiguration): void {
    const destination = configuration.destinations?.[0]?.cloudWatchLogsLogGroup.logGroupArn;
    if (configuration.level === 'OFF' || destination === undefined) return;
    const { level, includeExecutionData } = configuration;
    const options: LogOptions = { level, includeExecutionData, executionArn };
    const projection = logs(options);
    this.#loggers.set(executionArn, {
      group: destination.split(':')[6] as string,
      stream: streamName(machineName, startDate),
      projection,
      state: projection.initial(),
    });
  }

  step(running: Running, step: Step): void {
    const logger = this.#loggers.get(running.arn);
    if (logger === undefined) return;
    for (const event of step.events) {
      logger.state = logger.projection.apply(logger.state, event);
      for (const line of logger.state.lines.splice(0)) {
        this.#groups.write(logger.group, logger.stream, event.timestamp, JSON.stringify(line));
      }
    }
    if (step.status !== 'RUNNING') this.#loggers.delete(running.arn);
  }
}

/** AWS: `states/<machine>/<year>-<month>-<day>-<hour>-<minute>/<number>`. */
function streamName(machineName: string, startDate: number): string {
  const minute = new Date(startDate).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  return `states/${machineName}/${minute}/0`;
}
