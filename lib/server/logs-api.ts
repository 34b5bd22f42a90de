// The part of the CloudWatch Logs API that shows execution logs: AWS JSON 1.1, `X-Amz-Target: Logs_20140328.<Operation>`.
import { isObject, type JsonObject } from '../json';
import { ApiError, afterKey, type Local, type LogEvent, type LogStream, pageOf } from '../local';
import type { Api } from './http';
import { given } from './operations/operation';
import { answer, apiErrorAnswer, errorAnswer } from './protocol';

const prefix = 'Logs_20140328.';
const json11 = 'application/x-amz-json-1.1';
const requestBytesMax = 1_048_576;
const eventsDefault = 10_000;

type LogsOperation = (request: JsonObject, local: Local) => JsonObject;

export function logsApi(local: Local): Api {
  return {
    bodyMax: () => requestBytesMax,
    takes: ({ headers }) => String(headers['x-amz-target'] ?? '').startsWith(prefix),
    answer(request, body) {
      const name = String(request.headers['x-amz-target']).slice(prefix.length);
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined) {
        return errorAnswer('UnknownOperationException', `There is no operation ${name} here`, {}, json11);
      }
      try {
        const parsed = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
        if (!isObject(parsed)) throw new ApiError('InvalidParameterException', 'The request is not a JSON object');
        return answer(operation(parsed, local), json11);
      } catch (error) {
        if (error instanceof SyntaxError) {
          return errorAnswer('SerializationException', 'The request is not a JSON object', {}, json11);
        }
        const known = apiErrorAnswer(error, (type, message, more) => errorAnswer(type, message, more, json11));
        if (known === undefined) throw error;
        return known;
      }
    },
  };
}

const operations: { readonly [name: string]: LogsOperation } = {
  CreateLogGroup(request, local) {
    local.logGroups.create(text(request, 'logGroupName'));
    return {};
  },
  DeleteLogGroup(request, local) {
    local.logGroups.delete(text(request, 'logGroupName'));
    return {};
  },
  CreateLogStream(request, local) {
    local.logGroups.createStream(text(request, 'logGroupName'), text(request, 'logStreamName'));
    return {};
  },
  PutRetentionPolicy(request, local) {
    const days = request.retentionInDays;
    if (typeof days !== 'number') throw missing('retentionInDays');
    local.logGroups.get(text(request, 'logGroupName')).retentionInDays = days;
    return {};
  },
  DescribeLogGroups(request, local) {
    const named = local.logGroups.list(optionalText(request, 'logGroupNamePrefix') ?? '');
    const key = ({ name }: { readonly name: string }) => name;
    const page = pageOf('loggroups', paging(request), afterKey(named, key), key);
    return given({
      logGroups: page.items.map(({ name, arn, creationTime, retentionInDays, streams }) =>
        given({
          logGroupName: name,
          creationTime,
          retentionInDays,
          metricFilterCount: 0,
          // AWS: `arn` ends with `:*`, `logGroupArn` does not.
          arn: `${arn}:*`,
          logGroupArn: arn,
          logGroupClass: 'STANDARD',
          storedBytes: [...streams.values()].reduce((sum, stream) => sum + bytesOf(stream), 0),
        }),
      ),
      nextToken: page.nextToken,
    });
  },
  DescribeLogStreams(request, local) {
    const group = local.logGroups.get(groupName(request));
    const namePrefix = optionalText(request, 'logStreamNamePrefix') ?? '';
    const named = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(namePrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const key = ({ name }: { readonly name: string }) => name;
    const page = pageOf(`logstreams/${group.name}`, paging(request), afterKey(named, key), key);
    return given({
      logStreams: page.items.map((stream) =>
        given({
          logStreamName: stream.name,
          creationTime: stream.creationTime,
          firstEventTimestamp: stream.events[0]?.timestamp,
          lastEventTimestamp: stream.events.at(-1)?.timestamp,
          lastIngestionTime: stream.events.at(-1)?.ingestionTime,
          arn: `${group.arn}:log-stream:${stream.name}`,
          storedBytes: 0,
        }),
      ),
      nextToken: page.nextToken,
    });
  },
  GetLogEvents(request, local) {
    const stream = local.logGroups.stream(groupName(request), text(request, 'logStreamName'));
    const limit = optionalNumber(request, 'limit') ?? eventsDefault;
    const wanted = within(stream.events, request);
    const token = optionalText(request, 'nextToken');
    const fromHead = request.startFromHead === true;
    const at = token === undefined ? (fromHead ? 0 : Math.max(0, wanted.length - limit)) : place(token, limit);
    const events = wanted.slice(at, at + limit);
    return {
      events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${at + events.length}`,
      nextBackwardToken: `b/${at}`,
    };
  },
  FilterLogEvents(request, local) {
    const group = local.logGroups.get(groupName(request));
    const pattern = (optionalText(request, 'filterPattern') ?? '').replace(/^"|"$/g, '');
    const streamPrefix = optionalText(request, 'logStreamNamePrefix') ?? '';
    const found = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(streamPrefix))
      .flatMap((stream) => within(stream.events, request).map((event, index) => ({ event, stream, index })))
      .filter(({ event }) => event.message.includes(pattern))
      .sort((a, b) => a.event.timestamp - b.event.timestamp)
      .map((match, index) => ({ ...match, place: index }));
    const key = ({ place: at }: { readonly place: number }) => String(at).padStart(9, '0');
    const page = pageOf(`logevents/${group.name}`, paging(request), afterKey(found, key), key);
    return given({
      events: page.items.map(({ event, stream, index }) => ({
        logStreamName: stream.name,
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestionTime,
        eventId: `${event.timestamp}${index}`,
      })),
      searchedLogStreams: [],
      nextToken: page.nextToken,
    });
  },
};

function within(events: readonly LogEvent[], request: JsonObject): readonly LogEvent[] {
  const from = optionalNumber(request, 'startTime') ?? Number.NEGATIVE_INFINITY;
  const to = optionalNumber(request, 'endTime') ?? Number.POSITIVE_INFINITY;
  return events.filter(({ timestamp }) => timestamp >= from && timestamp < to);
}

function place(token: string, limit: number): number {
  const match = /^([fb])\/(\d{1,9})$/.exec(token);
  if (match === null) throw new ApiError('InvalidParameterException', 'The specified nextToken is invalid.');
  const at = Number(match[2]);
  return match[1] === 'f' ? at : Math.max(0, at - limit);
}

function bytesOf(stream: LogStream): number {
  return stream.events.reduce((sum, { message }) => sum + message.length, 0);
}

function paging(request: JsonObject) {
  return { maxResults: optionalNumber(request, 'limit'), nextToken: optionalText(request, 'nextToken') };
}

function groupName(request: JsonObject): string {
  const identifier = optionalText(request, 'logGroupIdentifier');
  if (identifier === undefined) return text(request, 'logGroupName');
  return identifier.startsWith('arn:') ? (identifier.split(':')[6] ?? '') : identifier;
}

function text(request: JsonObject, member: string): string {
  const value = optionalText(request, member);
  if (value === undefined || value === '') throw missing(member);
  return value;
}

function optionalText(request: JsonObject, member: string): string | undefined {
  const value = request[member];
  return typeof value === 'string' ? value : undefined;
}

function optionalNumber(request: JsonObject, member: string): number | undefined {
  const value = request[member];
  return typeof value === 'number' ? value : undefined;
}

function missing(member: string): ApiError {
  return new ApiError(
    'InvalidParameterException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
