// The query protocol: `Action=Publish&TopicArn=…`, an XML answer. SNS speaks it, and SQS still understands it.
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../../json';
import type { Api } from '../api';
import { ServiceError } from '../service-error';
import { unknownOperation } from './json-protocol';
import { escapeXml, type WireAnswer } from './wire';

/** SQS repeats members under singular names instead of in lists: name in the request or answer → member of the API. */
const sqsLists: { readonly [name: string]: string } = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  SendMessageBatchRequestEntry: 'Entries',
  DeleteMessageBatchRequestEntry: 'Entries',
  ChangeMessageVisibilityBatchRequestEntry: 'Entries',
  TagKey: 'TagKeys',
};
const sqsMaps: { readonly [name: string]: string } = {
  Attribute: 'Attributes',
  MessageAttribute: 'MessageAttributes',
  MessageSystemAttribute: 'MessageSystemAttributes',
  Tag: 'Tags',
};
const sqsAnswers: { readonly [member: string]: string } = {
  Messages: 'Message',
  QueueUrls: 'QueueUrl',
  Attributes: 'Attribute',
  MessageAttributes: 'MessageAttribute',
  Tags: 'Tag',
};
const namespaces: { readonly [service: string]: string } = {
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sqs: 'http://queue.amazonaws.com/doc/2012-11-05/',
};

/** Answers a form; the action says which service is meant. */
export async function answerQuery(
  apis: ReadonlyMap<string, Api>,
  form: URLSearchParams,
  path: string,
  requestId: string,
): Promise<WireAnswer> {
  const action = form.get('Action') ?? '';
  const service = ['sns', 'sqs'].find(
    (id) => apis.get(id)?.operations[action] !== undefined && (id === 'sqs') === (form.get('Version') === '2012-11-05'),
  );
  const operation = service === undefined ? undefined : apis.get(service)?.operations[action];
  try {
    if (service === undefined || operation === undefined) throw unknownOperation(action);
    const request: MutableJsonObject = { ...formRequest(form, service) };
    if (service === 'sqs' && request.QueueUrl === undefined && path.length > 1)
      request.QueueUrl = `http://localhost${path}`;
    const answer = await operation(request);
    const result =
      isObject(answer) && Object.keys(answer).length > 0
        ? `<${action}Result>${members(answer, service)}</${action}Result>`
        : '';
    return xml(
      200,
      `<${action}Response xmlns="${namespaces[service]}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
    );
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const fault = error.status >= 500 ? 'Receiver' : 'Sender';
    return xml(
      error.status,
      `<ErrorResponse xmlns="${namespaces[service ?? 'sns']}"><Error><Type>${fault}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    );
  }
}

function xml(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0"?>\n${body}` };
}

/** `A.member.1.B=x` → {A: [{B: x}]}, `A.entry.1.key=k&A.entry.1.value=v` → {A: {k: v}}. */
export function formRequest(form: URLSearchParams, service: string): JsonObject {
  const tree: Tree = new Map();
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    let at: Tree = tree;
    const steps = name.split('.');
    for (const step of steps.slice(0, -1)) {
      const next = at.get(step);
      const branch: Tree = next instanceof Map ? next : new Map();
      at.set(step, branch);
      at = branch;
    }
    at.set(steps.at(-1) ?? '', value);
  }
  return service === 'sqs' ? sqsObject(tree) : plainObject(tree);
}

type Tree = Map<string, Tree | string>;

function plainObject(tree: Tree): JsonObject {
  const object: MutableJsonObject = {};
  for (const [name, value] of tree) put(object, name, plain(value));
  return object;
}

function plain(value: Tree | string): Json {
  if (typeof value === 'string') return value;
  const list = value.get('member');
  if (list instanceof Map) return numbered(list).map(plain);
  const entries = value.get('entry');
  return entries instanceof Map ? entriesOf(entries, plain) : plainObject(value);
}

function sqsObject(tree: Tree): JsonObject {
  const object: MutableJsonObject = {};
  for (const [name, value] of tree) {
    const listName = sqsLists[name];
    const mapName = sqsMaps[name];
    if (typeof value === 'string') put(object, name, value);
    else if (listName !== undefined)
      put(
        object,
        listName,
        numbered(value).map((one) => (typeof one === 'string' ? one : sqsObject(one))),
      );
    else if (mapName !== undefined)
      put(
        object,
        mapName,
        entriesOf(value, (one) => (typeof one === 'string' ? one : sqsObject(one))),
      );
    else put(object, name, sqsObject(value));
  }
  return object;
}

function numbered(tree: Tree): (Tree | string)[] {
  return [...tree].sort(([left], [right]) => Number(left) - Number(right)).map(([, value]) => value);
}

/** Entries name their key `key`, `Name` or `Key`, and their value `value` or `Value`. */
function entriesOf(tree: Tree, read: (value: Tree | string) => Json): JsonObject {
  const object: MutableJsonObject = {};
  for (const entry of numbered(tree)) {
    if (typeof entry === 'string') continue;
    const key = entry.get('key') ?? entry.get('Name') ?? entry.get('Key');
    const value = entry.get('value') ?? entry.get('Value');
    if (typeof key === 'string' && value !== undefined) put(object, key, read(value));
  }
  return object;
}

function members(object: JsonObject, service: string): string {
  return Object.entries(object)
    .map(([name, value]) => element(name, value, service))
    .join('');
}

function element(name: string, value: Json, service: string): string {
  if (service === 'sqs') return sqsElement(name, value);
  if (isArray(value)) return `<${name}>${value.map((one) => element('member', one, service)).join('')}</${name}>`;
  if (!isObject(value)) return `<${name}>${escapeXml(String(value))}</${name}>`;
  if (name !== 'Attributes') return `<${name}>${members(value, service)}</${name}>`;
  const entries = Object.entries(value).map(
    ([key, one]) => `<entry><key>${escapeXml(key)}</key><value>${escapeXml(String(one))}</value></entry>`,
  );
  return `<${name}>${entries.join('')}</${name}>`;
}

function sqsElement(name: string, value: Json): string {
  const shown = sqsAnswers[name];
  if (isArray(value)) return value.map((one) => sqsElement(shown ?? name, one)).join('');
  if (!isObject(value)) return `<${name}>${escapeXml(String(value))}</${name}>`;
  if (shown === undefined) return `<${name}>${members(value, 'sqs')}</${name}>`;
  return Object.entries(value)
    .map(
      ([key, one]) =>
        `<${shown}><Name>${escapeXml(key)}</Name><Value>${isObject(one) ? members(one, 'sqs') : escapeXml(String(one))}</Value></${shown}>`,
    )
    .join('');
}
