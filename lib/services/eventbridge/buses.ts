// Amazon EventBridge: buses, rules with event patterns, targets. Schedules are kept but do not fire.
import { isObject, type Json, type JsonObject, type MutableJsonObject } from '../../json';
import type { Api, Operation } from '../api';
import type { Deliveries } from '../deliver';
import type { OutboxLog } from '../outbox';
import { list, needed, number, object, objects, text } from '../read';
import { ServiceError } from '../service-error';
import { arn, type World } from '../world';
import { checkPattern, matches } from './pattern';
import { targetInput } from './target';

interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern: JsonObject | undefined;
  readonly schedule: string | undefined;
  readonly description: string | undefined;
  enabled: boolean;
  readonly targets: Map<string, JsonObject>;
}

export class Buses implements Api {
  readonly id = 'eventbridge';
  readonly operations: { readonly [operation: string]: Operation };
  readonly #buses = new Map<string, Map<string, Rule>>([['default', new Map()]]);
  readonly #world: World;
  readonly #outbox: OutboxLog;
  readonly #deliveries: Deliveries;

  constructor(world: World, outbox: OutboxLog, deliveries: Deliveries) {
    this.#world = world;
    this.#outbox = outbox;
    this.#deliveries = deliveries;
    this.operations = {
      CreateEventBus: (request) => ({ EventBusArn: this.#create(needed(request, 'Name')) }),
      DeleteEventBus: (request) => this.#deleteBus(request),
      DescribeEventBus: (request) => this.#described(this.#busName(text(request, 'Name'))),
      ListEventBuses: () => ({ EventBuses: [...this.#buses.keys()].map((name) => this.#described(name)) }),
      PutRule: (request) => this.#putRule(request),
      DeleteRule: (request) => this.#deleteRule(request),
      DescribeRule: (request) => this.#ruleShown(this.#rule(request, 'Name')),
      ListRules: (request) => this.#listRules(request),
      EnableRule: (request) => this.#enable(request, true),
      DisableRule: (request) => this.#enable(request, false),
      PutTargets: (request) => this.#putTargets(request),
      RemoveTargets: (request) => this.#removeTargets(request),
      ListTargetsByRule: (request) => ({ Targets: [...this.#rule(request, 'Rule').targets.values()] }),
      PutEvents: (request) => this.putEvents(request),
      TestEventPattern: (request) => this.#test(request),
      TagResource: () => ({}),
      ListTagsForResource: () => ({ Tags: [] }),
    };
  }

  /** Makes sure that a bus of that name is there. */
  ensure(name: string): void {
    if (!this.#buses.has(name)) this.#buses.set(name, new Map());
  }

  /** Answers for each entry on its own: a malformed one does not hold back the others. */
  putEvents(request: JsonObject): JsonObject {
    const entries = objects(request, 'Entries');
    if (entries.length === 0 || entries.length > 10) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${entries.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 10'}`,
        { listed: false },
      );
    }
    const answers = entries.map((entry) => this.#put(entry));
    return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
  }

  /** Lets an event run through the rules of a bus. */
  dispatch(bus: string, event: JsonObject): void {
    for (const rule of this.#buses.get(bus)?.values() ?? []) {
      if (!rule.enabled || rule.pattern === undefined || !matches(rule.pattern, event)) continue;
      for (const target of rule.targets.values()) this.#send(rule, target, event);
    }
  }

  #put(entry: JsonObject): JsonObject {
    const refusal = this.#refusal(entry);
    if (refusal !== undefined) return refusal;
    const bus = this.#busName(text(entry, 'EventBusName'));
    const id = this.#world.uuid();
    const at = number(entry, 'Time');
    const event: JsonObject = {
      version: '0',
      id,
      'detail-type': needed(entry, 'DetailType'),
      source: needed(entry, 'Source'),
      account: this.#world.account,
      time: new Date(at === undefined ? this.#world.now() : at * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: this.#world.region,
      resources: list(entry, 'Resources'),
      detail: JSON.parse(needed(entry, 'Detail')),
    };
    this.#outbox.add({
      at: this.#world.now(),
      service: 'events',
      to: bus,
      body: event.detail ?? null,
      about: { source: event.source ?? '', 'detail-type': event['detail-type'] ?? '' },
    });
    this.dispatch(bus, event);
    return { EventId: id };
  }

  #refusal(entry: JsonObject): JsonObject | undefined {
    for (const name of ['Source', 'DetailType', 'Detail']) {
      const value = text(entry, name);
      if (value === undefined || value === '') {
        return {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
        };
      }
    }
    const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    try {
      return isObject(JSON.parse(needed(entry, 'Detail'))) ? undefined : malformed;
    } catch (error) {
      if (error instanceof SyntaxError) return malformed;
      throw error;
    }
  }

  #send(rule: Rule, target: JsonObject, event: JsonObject): void {
    const targetArn = text(target, 'Arn') ?? '';
    const input = targetInput(target, event, rule);
    const body = typeof input === 'string' ? input : JSON.stringify(input);
    const service = targetArn.split(':')[2];
    if (service === 'sqs') {
      this.#deliveries.queue(
        targetArn,
        body,
        {},
        text(object(target, 'SqsParameters'), 'MessageGroupId'),
        text(event, 'id'),
      );
    } else if (service === 'sns') this.#deliveries.publish(targetArn, body);
    else if (service === 'lambda') this.#deliveries.invoke(targetArn, input);
    else if (service === 'states') this.#deliveries.start(targetArn, input);
    else if (service === 'events') this.#deliveries.put(targetArn, event);
    else
      this.#outbox.add({
        at: this.#world.now(),
        service: service ?? 'events',
        to: targetArn,
        body: input,
        about: { rule: rule.name },
      });
  }

  #create(name: string): string {
    if (this.#buses.has(name)) {
      throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    this.ensure(name);
    return arn(this.#world, 'events', `event-bus/${name}`);
  }

  #deleteBus(request: JsonObject): Json {
    const name = needed(request, 'Name');
    if (name !== 'default') this.#buses.delete(name);
    return {};
  }

  #described(name: string): JsonObject {
    this.#rules(name);
    return { Name: name, Arn: arn(this.#world, 'events', `event-bus/${name}`) };
  }

  #putRule(request: JsonObject): Json {
    const bus = this.#busName(text(request, 'EventBusName'));
    const name = needed(request, 'Name');
    const written = text(request, 'EventPattern');
    const schedule = text(request, 'ScheduleExpression');
    if (written === undefined && schedule === undefined) {
      throw new ServiceError(
        'ValidationException',
        'Parameter(s) EventPattern or ScheduleExpression must be specified.',
        { listed: false },
      );
    }
    const rules = this.#rules(bus);
    const rule: Rule = {
      name,
      bus,
      arn: arn(this.#world, 'events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`),
      pattern: written === undefined ? undefined : parsePattern(written),
      schedule,
      description: text(request, 'Description'),
      enabled: text(request, 'State') !== 'DISABLED',
      targets: rules.get(name)?.targets ?? new Map(),
    };
    rules.set(name, rule);
    return { RuleArn: rule.arn };
  }

  #deleteRule(request: JsonObject): Json {
    const rules = this.#rules(this.#busName(text(request, 'EventBusName')));
    const rule = rules.get(needed(request, 'Name'));
    if (rule !== undefined && rule.targets.size > 0) {
      throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.", { listed: false });
    }
    rules.delete(needed(request, 'Name'));
    return {};
  }

  #ruleShown(rule: Rule): JsonObject {
    const shown: MutableJsonObject = { Name: rule.name, Arn: rule.arn };
    if (rule.pattern !== undefined) shown.EventPattern = JSON.stringify(rule.pattern);
    if (rule.schedule !== undefined) shown.ScheduleExpression = rule.schedule;
    shown.State = rule.enabled ? 'ENABLED' : 'DISABLED';
    if (rule.description !== undefined) shown.Description = rule.description;
    shown.EventBusName = rule.bus;
    return shown;
  }

  #listRules(request: JsonObject): Json {
    const prefix = text(request, 'NamePrefix') ?? '';
    const rules = [...this.#rules(this.#busName(text(request, 'EventBusName'))).values()];
    return { Rules: rules.filter((rule) => rule.name.startsWith(prefix)).map((rule) => this.#ruleShown(rule)) };
  }

  #enable(request: JsonObject, enabled: boolean): Json {
    this.#rule(request, 'Name').enabled = enabled;
    return {};
  }

  #putTargets(request: JsonObject): Json {
    const rule = this.#rule(request, 'Rule');
    for (const target of objects(request, 'Targets')) rule.targets.set(needed(target, 'Id'), target);
    return { FailedEntryCount: 0, FailedEntries: [] };
  }

  #removeTargets(request: JsonObject): Json {
    const rule = this.#rule(request, 'Rule');
    for (const id of list(request, 'Ids')) rule.targets.delete(String(id));
    return { FailedEntryCount: 0, FailedEntries: [] };
  }

  #test(request: JsonObject): Json {
    const event: Json = JSON.parse(needed(request, 'Event'));
    return { Result: matches(parsePattern(needed(request, 'EventPattern')), event) };
  }

  /** A bus may be named by its ARN. */
  #busName(given: string | undefined): string {
    return given === undefined ? 'default' : given.slice(given.lastIndexOf('/') + 1);
  }

  #rules(bus: string): Map<string, Rule> {
    const rules = this.#buses.get(bus);
    if (rules === undefined) throw new ServiceError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    return rules;
  }

  #rule(request: JsonObject, member: 'Name' | 'Rule'): Rule {
    const bus = this.#busName(text(request, 'EventBusName'));
    const name = needed(request, member);
    const rule = this.#rules(bus).get(name);
    if (rule === undefined) {
      throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);
    }
    return rule;
  }
}

function parsePattern(written: string): JsonObject {
  try {
    return checkPattern(JSON.parse(written));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ServiceError('InvalidEventPatternException', 'Event pattern is not valid. Reason: invalid JSON');
  }
}
