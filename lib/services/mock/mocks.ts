// Rules that answer tasks in place of services: by state, by place in the machine, by action, by function.
import type { ServiceCall, TaskIo } from '../../engine';
import { type IntegrationRow, integrationRow } from '../../integrations';
import { isObject, type Json, own } from '../../json';
import type { Answerer } from '../answerer';
import { optimizedOutput } from '../result';
import type { World } from '../world';
import { Limited, type MockedCall, type Playing, play, type Reply, thrown } from './reply';

/** Which tasks a mock answers: a state's name, its path (`Fulfil[0]/ChargePayment`), an action (`sns:publish`), a function's name or ARN. */
export type MockTarget =
  | string
  | { readonly action: string }
  | { readonly functionName: string }
  | { readonly any: true };

export interface MockHandle {
  /** The calls that it answered, in order. */
  readonly calls: readonly MockedCall[];
}

interface Rule extends MockHandle {
  readonly calls: MockedCall[];
  readonly target: MockTarget;
  readonly reply: Reply | Limited;
}

/** The more exactly a target is named, the earlier it is asked. */
const ranks = ['path', 'state', 'function', 'action', 'any'] as const;

export class Mocks implements Answerer {
  readonly by = 'mock';
  readonly #rules = new Map<(typeof ranks)[number], Rule[]>(ranks.map((rank) => [rank, []]));
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Adds a mock; of two that fit equally well the later one answers. */
  mock(target: MockTarget, reply: Reply | Limited): MockHandle {
    const rule: Rule = { target, reply, calls: [] };
    this.#rules.get(rankOf(target))?.unshift(rule);
    return rule;
  }

  /** Takes every mock away. */
  reset(): void {
    for (const rules of this.#rules.values()) rules.length = 0;
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    for (const rules of this.#rules.values()) {
      for (const rule of rules) {
        if (!fits(rule.target, call) || (rule.reply instanceof Limited && rule.reply.left === 0)) continue;
        this.#play(rule, call, io);
        return true;
      }
    }
    return false;
  }

  #play(rule: Rule, call: ServiceCall, io: TaskIo): void {
    const mocked = { ...call, now: io.now() };
    rule.calls.push(mocked);
    const byFunction = typeof rule.target === 'object' && 'functionName' in rule.target;
    const playing: Playing = {
      world: this.#world,
      output: byFunction ? (of, value) => this.#invoked(of, value) : asIs,
    };
    let reply: Reply;
    if (rule.reply instanceof Limited) {
      rule.reply.left--;
      reply = rule.reply.reply;
    } else reply = rule.reply;
    try {
      play(reply, mocked, io, playing);
    } catch (error) {
      io.settled(thrown(error));
    }
  }

  /** What a function returns is the payload of a lambda:invoke. */
  #invoked(call: ServiceCall, payload: Json): Json {
    if (call.kind === 'function' || call.pattern === 'waitForTaskToken') return payload;
    const row = integrationRow('lambda', 'invoke') as IntegrationRow;
    return optimizedOutput(row, { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 }, this.#world);
  }
}

function asIs(_: ServiceCall, value: Json): Json {
  return value;
}

function rankOf(target: MockTarget): (typeof ranks)[number] {
  if (typeof target === 'string') return target.includes('/') ? 'path' : 'state';
  if ('functionName' in target) return 'function';
  return 'action' in target ? 'action' : 'any';
}

function fits(target: MockTarget, call: ServiceCall): boolean {
  if (typeof target === 'string') return target === call.state || target === call.path;
  if ('action' in target) return target.action === `${call.service}:${call.action}`;
  if ('functionName' in target) return isFunction(call, target.functionName);
  return true;
}

/** A function is called by a task with its ARN, or by lambda:invoke with its name or ARN. */
function isFunction(call: ServiceCall, name: string): boolean {
  if (call.kind !== 'function' && !(call.service === 'lambda' && call.action === 'invoke')) return false;
  const called =
    call.kind === 'function' ? call.resource : isObject(call.input) ? own(call.input, 'FunctionName') : undefined;
  if (typeof called !== 'string') return false;
  return called === name || functionName(called) === functionName(name);
}

/** `arn:…:function:name:alias`, `name:alias` and `name` are the same function. */
export function functionName(given: string): string {
  const parts = given.split(':');
  return (given.startsWith('arn:') ? parts[6] : parts[0]) ?? given;
}
