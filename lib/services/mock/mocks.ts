// Rules that answer tasks in place of services: by state, by place in the machine, by action, by function.
import type { ServiceCall, TaskIo } from '../../engine';
import { type IntegrationRow, integrationRow } from '../../integrations';
import { isObject, type Json, own } from '../../json';
import type { Answerer } from '../answerer';
import { optimizedOutput } from '../result';
import type { World } from '../world';
import { resultDoubts } from './doubts';
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
  /** In the order in which they are asked. */
  #rules: Rule[] = [];
  readonly #world: World;
  readonly #byValue: Playing;
  readonly #byFunction: Playing;

  /** @param onDoubt told when a mocked value does not look like what the service gives */
  constructor(world: World, onDoubt?: (call: ServiceCall, doubt: string) => void) {
    this.#world = world;
    const output = onDoubt === undefined ? asIs : doubting(onDoubt);
    this.#byValue = { world, output };
    this.#byFunction = { world, output: (call, value) => this.#invoked(call, value) };
  }

  /** Adds a mock; of two that fit equally well the later one answers. */
  mock(target: MockTarget, reply: Reply | Limited): MockHandle {
    const rule: Rule = { target, reply, calls: [] };
    this.#rules.unshift(rule);
    // Sorting is stable: of two that rank alike the later one stays first.
    this.#rules.sort((left, right) => ranks.indexOf(rankOf(left.target)) - ranks.indexOf(rankOf(right.target)));
    return rule;
  }

  /** Takes every mock away. */
  reset(): void {
    this.#rules = [];
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    for (const rule of this.#rules) {
      if (!fits(rule.target, call) || (rule.reply instanceof Limited && rule.reply.left === 0)) continue;
      this.#play(rule, call, io);
      return true;
    }
    return false;
  }

  #play(rule: Rule, call: ServiceCall, io: TaskIo): void {
    const mocked = mockedCall(call, io.now());
    rule.calls.push(mocked);
    const byFunction = typeof rule.target === 'object' && 'functionName' in rule.target;
    const playing = byFunction ? this.#byFunction : this.#byValue;
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

/** A value as it is, after a look at it. */
function doubting(onDoubt: (call: ServiceCall, doubt: string) => void): Playing['output'] {
  return (call, value) => {
    for (const doubt of resultDoubts(call.resource, value)) onDoubt(call, doubt);
    return value;
  };
}

/** Written out, because copying it member by member takes a tenth of the time that a spread takes. */
function mockedCall(call: ServiceCall, now: number): MockedCall {
  return {
    kind: call.kind,
    resource: call.resource,
    service: call.service,
    action: call.action,
    pattern: call.pattern,
    input: call.input,
    taskToken: call.taskToken,
    state: call.state,
    path: call.path,
    attempt: call.attempt,
    item: call.item,
    credentials: call.credentials,
    executionArn: call.executionArn,
    stateMachineArn: call.stateMachineArn,
    now,
  };
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
