// The answers of a test: kept for all executions of a bench, handed to each one anew.

import { nearestName, type TaskState } from '../asl';
import { parseResource } from '../integrations';
import { isObject, own } from '../json';
import { Limited, type MockedCall, Mocks, type MockTarget, type Reply as ServiceReply, type World } from '../services';
import { TestingError } from './error';
import { stateNamed, stateNames, statesOfType } from './names';
import type { Reply } from './replies';
import type { MachineSource } from './source';

/** What answered, and how often. */
export interface MockHandle {
  /** The calls that it answered, in order, over all executions since it was made or reset. */
  readonly calls: readonly MockedCall[];
  /** Forgets the calls. */
  reset(): void;
}

/** Tasks by their action (`sns:publish`, `lambda:invoke`, `aws-sdk:s3:listObjectsV2`) or by the function they call. */
export type Selector = { readonly action: string } | { readonly functionName: string };

interface Rule {
  readonly target: MockTarget;
  readonly reply: ServiceReply | Limited;
}

/** What went wrong inside a reply and concerns the test, not the workflow. */
export interface Fault {
  readonly executionArn: string;
  readonly error: Error;
}

export class MockRules {
  readonly faults: Fault[] = [];
  readonly #source: MachineSource;
  #rules: Rule[] = [];

  constructor(source: MachineSource) {
    this.#source = source;
  }

  /** @throws TestingError when no task of the machine could ever be meant */
  add(target: string | Selector, reply: Reply): MockHandle {
    const checked = checkedTarget(this.#source, target);
    if (reply === undefined) {
      throw new TestingError(
        `the reply for ${JSON.stringify(target)} is undefined`,
        'give a JSON value, a function, or one of fail(), timeout(), never(), after(), sequence(), times(), byInput()',
      );
    }
    const calls: MockedCall[] = [];
    const noted =
      (inner: ServiceReply): ServiceReply =>
      (call) => {
        calls.push(call);
        return this.#guarded(inner, call);
      };
    this.#rules.push({
      target: checked,
      reply: reply instanceof Limited ? new Limited(reply.left, noted(reply.reply)) : noted(reply),
    });
    return {
      calls,
      reset: () => {
        calls.length = 0;
      },
    };
  }

  reset(): void {
    this.#rules = [];
  }

  /** The answers for one execution. */
  answererFor(world: World): Mocks {
    const mocks = new Mocks(world);
    for (const { target, reply } of this.#rules) mocks.mock(target, reply);
    return mocks;
  }

  /** Takes the fault of an execution, if there is one. */
  takeFault(executionArn: string): Error | undefined {
    const index = this.faults.findIndex((fault) => fault.executionArn === executionArn);
    return index < 0 ? undefined : this.faults.splice(index, 1)[0]?.error;
  }

  /** An assertion that fails inside a reply fails the test; what a reply throws otherwise fails the task. */
  #guarded(reply: ServiceReply, call: MockedCall): ServiceReply | Promise<ServiceReply> {
    if (typeof reply !== 'function') return reply;
    try {
      const computed = reply(call);
      if (!(computed instanceof Promise)) return this.#guarded(computed, call);
      return computed.then(
        (later) => this.#guarded(later, call),
        (error: unknown) => this.#thrown(error, call),
      );
    } catch (error) {
      return this.#thrown(error, call);
    }
  }

  #thrown(error: unknown, call: MockedCall): never {
    if (error instanceof Error && concernsTest(error)) this.faults.push({ executionArn: call.executionArn, error });
    throw error;
  }
}

/** Ours, and assertions of jest, vitest and node:assert. */
function concernsTest(error: Error): boolean {
  return error instanceof TestingError || 'matcherResult' in error || error.name === 'AssertionError';
}

function checkedTarget(source: MachineSource, target: string | Selector): MockTarget {
  if (typeof target === 'string') return checkedState(source, target);
  if ('action' in target) return checkedAction(source, target.action);
  return checkedFunction(source, target.functionName);
}

function checkedState(source: MachineSource, target: string): string {
  const { name, state } = stateNamed(source, target);
  if (state.Type === 'Task') return target;
  const tasks = statesOfType(source.definition, 'Task');
  throw new TestingError(
    `"${name}" is a ${state.Type} state: only Task states are answered`,
    `the Task states of ${source.shortName}: ${tasks.join(', ')}`,
  );
}

function tasksOf(source: MachineSource): readonly TaskState[] {
  return stateNames(source.definition)
    .map((name) => stateNamed(source, name).state)
    .filter((state): state is TaskState => state.Type === 'Task');
}

function checkedAction(source: MachineSource, action: string): MockTarget {
  const actions = new Set(tasksOf(source).map(({ Resource }) => actionOf(Resource)));
  if (actions.has(action)) return { action };
  const near = nearestName(action, actions);
  throw new TestingError(
    `no state of ${source.shortName} calls ${action}`,
    near === undefined ? `its actions: ${[...actions].join(', ')}` : `did you mean "${near}"?`,
  );
}

/** `arn:aws:states:::sqs:sendMessage.waitForTaskToken` → `sqs:sendMessage`. */
function actionOf(resource: string): string {
  const parsed = parseResource(resource);
  return parsed === undefined ? resource : `${parsed.service}:${parsed.action}`;
}

/** A name, an ARN, or the end of the function's construct path. */
function checkedFunction(source: MachineSource, given: string): MockTarget {
  const known = source.assembly?.functions.find(
    ({ name, arn, constructPath }) =>
      name === given || arn === given || `/${constructPath}`.endsWith(`/${given.replace(/^\//, '')}`),
  );
  const functionName = known?.name ?? given;
  const called = tasksOf(source).map(calledFunction);
  // A name that is computed when the state runs may be any.
  if (called.some((name) => name === undefined || lastOf(name) === lastOf(functionName))) return { functionName };
  const names = [
    ...new Set(called.filter((name) => name !== undefined && name !== '').map((name) => lastOf(name as string))),
  ];
  const near = nearestName(given, names);
  throw new TestingError(
    `no state of ${source.shortName} calls a function "${given}"`,
    near === undefined ? `its functions: ${names.join(', ')}` : `did you mean "${near}"?`,
  );
}

/** The function that a task calls; undefined when it is computed, empty when it calls none. */
function calledFunction({ Resource, Parameters, Arguments }: TaskState): string | undefined {
  if (/^arn:[^:]*:lambda:/.test(Resource)) return Resource;
  if (actionOf(Resource) !== 'lambda:invoke') return '';
  const parameters = Arguments ?? Parameters;
  const name = parameters !== undefined && isObject(parameters) ? own(parameters, 'FunctionName') : undefined;
  return typeof name !== 'string' || name.startsWith('{%') ? undefined : name;
}

/** The name within an ARN, without version or alias. */
function lastOf(name: string): string {
  const parts = name.split(':');
  return (name.startsWith('arn:') ? parts[6] : parts[0]) ?? name;
}
