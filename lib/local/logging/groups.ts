// CloudWatch Logs, as far as execution logs need it: groups, a stream an execution machine and day, events in order of
// arrival. Kept in memory, bounded; with a data directory lines are on disk as well.
import { ApiError } from '../api-error';
import { partitionOf, type Whereabouts } from '../arns';
import type { Host } from '../host';

export interface LogEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly creationTime: number;
  readonly events: LogEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly creationTime: number;
  retentionInDays: number | undefined;
  readonly streams: Map<string, LogStream>;
}

/** Events of one stream that stay readable; older ones are dropped. */
const streamEventsMax = 100_000;

/** What happened to groups and streams, in order; replaying it makes them again. */
export type LogRecord =
  | { readonly group: string; readonly creationTime: number }
  | { readonly group: string; readonly deleted: true }
  | ({ readonly group: string; readonly stream: string } & LogEvent);

/** Where log lines go beside memory. */
export type LogSink = (record: LogRecord) => void;

export class LogGroups {
  readonly #groups = new Map<string, LogGroup>();
  readonly #host: Host;
  readonly #where: Whereabouts;
  readonly #sink: LogSink | undefined;

  constructor(host: Host, where: Whereabouts, sink?: LogSink) {
    this.#host = host;
    this.#where = where;
    this.#sink = sink;
  }

  create(name: string): LogGroup {
    if (this.#groups.has(name)) {
      throw new ApiError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const group = this.#made(name, this.#host.now());
    this.#sink?.({ group: name, creationTime: group.creationTime });
    return group;
  }

  #made(name: string, creationTime: number): LogGroup {
    const { account, region } = this.#where;
    const group: LogGroup = {
      name,
      arn: `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}`,
      creationTime,
      retentionInDays: undefined,
      streams: new Map(),
    };
    this.#groups.set(name, group);
    return group;
  }

  delete(name: string): void {
    if (!this.#groups.delete(name)) throw noGroup();
    this.#sink?.({ group: name, deleted: true });
  }

  get(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (group === undefined) throw noGroup();
    return group;
  }

  stream(groupName: string, streamName: string): LogStream {
    const stream = this.get(groupName).streams.get(streamName);
    if (stream === undefined) {
      throw new ApiError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return stream;
  }

  createStream(groupName: string, streamName: string): LogStream {
    const { streams } = this.get(groupName);
    if (streams.has(streamName)) {
      throw new ApiError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    const stream: LogStream = { name: streamName, creationTime: this.#host.now(), events: [] };
    streams.set(streamName, stream);
    return stream;
  }

  /** In order of name, as the service lists them. */
  list(prefix: string): readonly LogGroup[] {
    return [...this.#groups.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Writes to a group that is there or, as the service does for vended logs, is made. */
  write(groupName: string, streamName: string, timestamp: number, message: string): void {
    const group = this.#groups.get(groupName) ?? this.create(groupName);
    const stream = group.streams.get(streamName) ?? this.createStream(groupName, streamName);
    const event: LogEvent = { timestamp, ingestionTime: this.#host.now(), message };
    keep(stream, event);
    this.#sink?.({ group: groupName, stream: streamName, ...event });
  }

  /** Takes back what a sink was given before. */
  replay(record: LogRecord): void {
    if ('deleted' in record) {
      this.#groups.delete(record.group);
      return;
    }
    const group = this.#groups.get(record.group) ?? this.#made(record.group, timeOf(record));
    if (!('stream' in record)) return;
    const { stream: name, timestamp, ingestionTime, message } = record;
    let stream = group.streams.get(name);
    if (stream === undefined) {
      stream = { name, creationTime: ingestionTime, events: [] };
      group.streams.set(name, stream);
    }
    keep(stream, { timestamp, ingestionTime, message });
  }
}

function noGroup(): ApiError {
  return new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');
}

function keep(stream: LogStream, event: LogEvent): void {
  stream.events.push(event);
  if (stream.events.length > streamEventsMax) stream.events.splice(0, stream.events.length - streamEventsMax);
}

function timeOf(record: Exclude<LogRecord, { readonly deleted: true }>): number {
  return 'creationTime' in record ? record.creationTime : record.ingestionTime;
}
