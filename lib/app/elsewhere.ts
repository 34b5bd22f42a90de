// Things that tasks name and that the app does not make: tables, queues, topics, buses and buckets of somebody else. Here they
// are as empty as on the first day. A table's key is what the tasks that read one item say it is.
import type { Assembly } from '../assembly';
import { isArray, isObject, type Json, type JsonObject, own, parseJson } from '../json';
import type { AppResources, TableDefinition } from '../services';

/** What is missing for the tasks of an app's machines. */
export function resourcesElsewhere(assembly: Assembly): AppResources {
  const named = new Named(assembly);
  for (const machine of assembly.machines) {
    const parsed = parseJson(machine.definition);
    if (parsed.error === undefined) named.look(parsed.value);
  }
  return named.resources();
}

class Named {
  readonly #assembly: Assembly;
  readonly #tables = new Map<string, TableDefinition>();
  readonly #queues = new Set<string>();
  readonly #topics = new Set<string>();
  readonly #buses = new Set<string>();
  readonly #buckets = new Set<string>();

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
  }

  /** Walks through a definition; what looks like a task is one. */
  look(value: Json): void {
    if (isArray(value)) for (const item of value) this.look(item);
    if (!isObject(value)) return;
    const parameters = own(value, 'Arguments') ?? own(value, 'Parameters');
    const resource = own(value, 'Resource');
    if (typeof resource === 'string' && isObject(parameters)) this.#task(resource, parameters);
    for (const member of Object.values(value)) this.look(member);
  }

  resources(): AppResources {
    const { tables, queues, topics, buses, buckets } = this.#assembly;
    const others = (names: Iterable<string>, ours: readonly { readonly name: string }[]) =>
      [...names].filter((name) => !ours.some((one) => one.name === name));
    return {
      tables: others(this.#tables.keys(), tables).map((name) => this.#tables.get(name)!),
      queues: others(this.#queues, queues).map((name) => ({ name })),
      topics: others(this.#topics, topics).map((name) => ({ name })),
      eventBuses: others(this.#buses, buses),
      buckets: others(this.#buckets, buckets),
    };
  }

  #task(resource: string, parameters: JsonObject): void {
    const service = /:states:::(?:aws-sdk:)?(\w+):/.exec(resource)?.[1];
    if (service === 'sns') keep(this.#topics, own(parameters, 'TopicArn'));
    else if (service === 'sqs') keep(this.#queues, own(parameters, 'QueueUrl'));
    else if (service === 's3') keep(this.#buckets, own(parameters, 'Bucket'));
    else if (service === 'dynamodb') this.#table(parameters);
    else if (service === 'events' || service === 'eventbridge') {
      const entries = own(parameters, 'Entries');
      for (const entry of isArray(entries) ? entries : [])
        if (isObject(entry)) keep(this.#buses, own(entry, 'EventBusName'));
    }
  }

  #table(parameters: JsonObject): void {
    const key = own(parameters, 'Key');
    const name = nameOf(own(parameters, 'TableName'));
    if (name === undefined || !isObject(key)) return;
    const attributes = Object.entries(key).flatMap(([attribute, value]) => {
      const [type] = isObject(value) ? Object.keys(value) : [];
      return type === undefined ? [] : [{ AttributeName: attribute, AttributeType: type.replace(/\.\$$/, '') }];
    });
    if (attributes.length === 0) return;
    // The partition key is written first, by habit.
    const kinds = ['HASH', 'RANGE'];
    this.#tables.set(name, {
      TableName: name,
      KeySchema: attributes.map(({ AttributeName }, index) => ({ AttributeName, KeyType: kinds[index]! })),
      AttributeDefinitions: attributes,
      BillingMode: 'PAY_PER_REQUEST',
    });
  }
}

function keep(names: Set<string>, value: Json | undefined): void {
  const name = nameOf(value);
  if (name !== undefined) names.add(name);
}

/** The name in a name, an ARN or a URL that is written out. */
function nameOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || /^\{%|^<unresolved:|\$\{/.test(value)) return undefined;
  return value.split(/[:/]/).at(-1);
}
