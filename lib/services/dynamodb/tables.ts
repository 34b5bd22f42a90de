// Amazon DynamoDB: dynalite, and the few operations that it does not have.
import { isObject, type Json, type JsonObject } from '../../json';
import type { Api, Operation } from '../api';
import { needed, object, objects, text } from '../read';
import { ServiceError } from '../service-error';
import type { World } from '../world';
import { callDynalite, type DynaliteOperation, dynaliteOperations, openDynalite } from './dynalite';

/** A table of the app, as its template describes it: the members of CreateTable. */
export interface TableDefinition {
  readonly TableName: string;
  readonly KeySchema: readonly Json[];
  readonly AttributeDefinitions: readonly Json[];
  readonly [member: string]: Json;
}

/** Members of CreateTable that dynalite checks for and does not know. */
const unknownToDynalite = [
  'SSESpecification',
  'DeletionProtectionEnabled',
  'TableClass',
  'StreamSpecification',
  'OnDemandThroughput',
  'ResourcePolicy',
  'WarmThroughput',
];

export class Tables implements Api {
  readonly id = 'dynamodb';
  readonly operations: { readonly [operation: string]: Operation };
  readonly #world: World;
  readonly #waiting: TableDefinition[];
  readonly #timeToLive = new Map<string, JsonObject>();
  #database: ReturnType<typeof openDynalite> | undefined;
  #ready: Promise<void> | undefined;
  /** Transactions, one after the other. */
  #transactions: Promise<unknown> = Promise.resolve();

  /** @param tables the app's tables; created when DynamoDB is used for the first time */
  constructor(world: World, tables: readonly TableDefinition[]) {
    this.#world = world;
    this.#waiting = [...tables];
    this.operations = {
      ...Object.fromEntries(
        dynaliteOperations.map((name) => [name, (request: JsonObject) => this.#call(name, request)]),
      ),
      CreateTable: (request) => this.#createTable(request),
      DescribeTimeToLive: (request) => this.#describeTimeToLive(request),
      UpdateTimeToLive: (request) => this.#updateTimeToLive(request),
      TransactGetItems: (request) => this.#transactGet(request),
      TransactWriteItems: (request) => this.#transaction(() => this.#transactWrite(request)),
    };
  }

  /** Adds a table of the app. */
  ensure(table: TableDefinition): void {
    this.#waiting.push(table);
    this.#ready = undefined;
  }

  async #call(operation: DynaliteOperation, request: JsonObject): Promise<Json> {
    this.#ready ??= this.#createWaiting();
    await this.#ready;
    try {
      return await this.#dynalite(operation, request);
    } catch (error) {
      throw await this.#withOldItem(error, request);
    }
  }

  /** A condition that failed shows the item as it is, if the request asks for it. */
  async #withOldItem(error: unknown, request: JsonObject): Promise<unknown> {
    const asked = text(request, 'ReturnValuesOnConditionCheckFailure') === 'ALL_OLD';
    if (!asked || !(error instanceof ServiceError) || error.type !== 'ConditionalCheckFailedException') return error;
    const TableName = needed(request, 'TableName');
    const Key = 'Item' in request ? await this.#keyOf(TableName, object(request, 'Item')) : object(request, 'Key');
    const found = await this.#dynalite('GetItem', { TableName, Key, ConsistentRead: true });
    const Item = isObject(found) ? found.Item : undefined;
    return Item === undefined ? error : new ServiceError(error.type, error.message, { detail: { Item } });
  }

  #dynalite(operation: DynaliteOperation, request: JsonObject): Promise<Json> {
    this.#database ??= openDynalite(this.#world.region, this.#world.account);
    // AWS: a table may be named by its ARN.
    const named = text(request, 'TableName');
    const plain = named?.startsWith('arn:') ? { ...request, TableName: named.slice(named.indexOf('/') + 1) } : request;
    return callDynalite(this.#database, operation, plain);
  }

  async #createWaiting(): Promise<void> {
    for (const table of this.#waiting.splice(0)) await this.#create(table);
  }

  async #createTable(request: JsonObject): Promise<Json> {
    this.#ready ??= this.#createWaiting();
    await this.#ready;
    try {
      return await this.#create(request);
    } catch (error) {
      // dynalite refuses it without a word.
      if (!(error instanceof ServiceError) || error.type !== 'ResourceInUseException') throw error;
      throw new ServiceError(error.type, `Table already exists: ${text(request, 'TableName') ?? ''}`);
    }
  }

  /** dynalite says ACTIVE a moment after it has answered; callers here never see the moment between. */
  async #create(request: JsonObject): Promise<Json> {
    const known = Object.fromEntries(Object.entries(request).filter(([name]) => !unknownToDynalite.includes(name)));
    const billed =
      'BillingMode' in known || 'ProvisionedThroughput' in known ? known : { ...known, BillingMode: 'PAY_PER_REQUEST' };
    const answer = await this.#dynalite('CreateTable', billed);
    for (;;) {
      const described = await this.#dynalite('DescribeTable', { TableName: needed(request, 'TableName') });
      if (isObject(described) && text(object(described, 'Table'), 'TableStatus') === 'ACTIVE') return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #describeTimeToLive(request: JsonObject): Promise<Json> {
    await this.#call('DescribeTable', { TableName: needed(request, 'TableName') });
    const setting = this.#timeToLive.get(needed(request, 'TableName'));
    if (setting === undefined || setting.Enabled !== true)
      return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
    return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: setting.AttributeName ?? '' } };
  }

  /** LOCAL: the setting is kept; items do not expire. */
  async #updateTimeToLive(request: JsonObject): Promise<Json> {
    await this.#call('DescribeTable', { TableName: needed(request, 'TableName') });
    const setting = object(request, 'TimeToLiveSpecification');
    this.#timeToLive.set(needed(request, 'TableName'), setting);
    return { TimeToLiveSpecification: setting };
  }

  async #transactGet(request: JsonObject): Promise<Json> {
    const gets = objects(request, 'TransactItems').map((item) => object(item, 'Get'));
    return { Responses: await Promise.all(gets.map((get) => this.#call('GetItem', get))) };
  }

  #transaction(run: () => Promise<Json>): Promise<Json> {
    const turn = this.#transactions.then(run);
    this.#transactions = turn.catch(() => undefined);
    return turn;
  }

  /**
   * All or nothing: each part runs as a request of its own; when one is refused, what the others changed is put back.
   * LOCAL: somebody who reads in between can see a part of it.
   */
  async #transactWrite(request: JsonObject): Promise<Json> {
    const items = objects(request, 'TransactItems');
    if (items.length === 0 || items.length > 100) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length ${items.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 100'}`,
        { listed: false },
      );
    }
    const undo: (() => Promise<Json>)[] = [];
    const reasons: Json[] = [];
    let refused = false;
    for (const item of items) {
      try {
        if (!refused) undo.push(await this.#write(item));
        reasons.push({ Code: 'None' });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.type !== 'ConditionalCheckFailedException') {
          for (const back of undo.reverse()) await back();
          throw error;
        }
        refused = true;
        reasons.push({ Code: 'ConditionalCheckFailed', Message: error.message });
      }
    }
    if (!refused) return {};
    for (const back of undo.reverse()) await back();
    const codes = reasons.map((reason) => (isObject(reason) ? reason.Code : '')).join(', ');
    throw new ServiceError(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      { detail: { CancellationReasons: reasons } },
    );
  }

  /** Does one part, and tells how to undo it. */
  async #write(item: JsonObject): Promise<() => Promise<Json>> {
    const [[kind, part] = ['', {}]] = Object.entries(item).filter((entry): entry is [string, JsonObject] =>
      isObject(entry[1]),
    );
    const TableName = needed(part, 'TableName');
    if (kind === 'ConditionCheck') {
      const Key = object(part, 'Key');
      await this.#checkCondition(part, TableName, Key);
      return async () => ({});
    }
    const operation = ({ Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' } as const)[kind];
    if (operation === undefined)
      throw new ServiceError(
        'ValidationException',
        `TransactItems can only contain one of Check, Put, Update or Delete`,
        { listed: false },
      );
    const Key = kind === 'Put' ? await this.#keyOf(TableName, object(part, 'Item')) : object(part, 'Key');
    const before = await this.#call('GetItem', { TableName, Key, ConsistentRead: true });
    const { ReturnValuesOnConditionCheckFailure: _, ...request } = part;
    await this.#call(operation, request);
    const old = isObject(before) ? before.Item : undefined;
    return () =>
      old === undefined
        ? this.#call('DeleteItem', { TableName, Key })
        : this.#call('PutItem', { TableName, Item: old });
  }

  /** dynalite has no condition checks, but conditional puts: the item is put as it was, or taken away again. */
  async #checkCondition(part: JsonObject, TableName: string, Key: JsonObject): Promise<void> {
    const before = await this.#call('GetItem', { TableName, Key, ConsistentRead: true });
    const old = isObject(before) ? before.Item : undefined;
    const { TableName: _, Key: __, ReturnValuesOnConditionCheckFailure: ___, ...condition } = part;
    await this.#call('PutItem', { TableName, Item: old ?? Key, ...condition });
    if (old === undefined) await this.#call('DeleteItem', { TableName, Key });
  }

  async #keyOf(TableName: string, item: JsonObject): Promise<JsonObject> {
    const described = await this.#call('DescribeTable', { TableName });
    const schema = isObject(described) ? objects(object(described, 'Table'), 'KeySchema') : [];
    const names = schema.map((part) => needed(part, 'AttributeName'));
    return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name] as Json]])));
  }
}
