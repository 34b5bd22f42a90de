// The app's other state machines, for tasks that start executions: they run on the same driver.

import { parseDefinition } from '../asl';
import type { Assembly, Machine as AssemblyMachine } from '../assembly';
import { compileMachine, type ExecutionIdentity, type Id, type Machine, type Outcome } from '../engine';
import { project, summary, trace } from '../history';
import { type Json, type JsonObject, JsonSyntaxError, own, parseJsonText } from '../json';
import type { Driver, Host, Running } from '../local';
import { type ExecutionDescription, type Executions, ServiceError } from '../services';

export class Siblings implements Executions {
  readonly #machines: ReadonlyMap<string, AssemblyMachine>;
  readonly #compiled = new Map<string, Machine>();
  readonly #host: Host;
  readonly #driver: () => Driver;

  constructor(assembly: Assembly | undefined, host: Host, driver: () => Driver) {
    this.#machines = new Map((assembly?.machines ?? []).map((machine) => [machine.arn, machine]));
    this.#host = host;
    this.#driver = driver;
  }

  has(stateMachineArn: string): boolean {
    return this.#machines.has(unqualified(stateMachineArn));
  }

  /** Whether a machine that is there is an Express one. */
  isExpress(stateMachineArn: string): boolean {
    return this.#machines.get(unqualified(stateMachineArn))?.type === 'EXPRESS';
  }

  start(request: Parameters<Executions['start']>[0]): { readonly executionArn: string; readonly startDate: number } {
    const machine = this.#machines.get(unqualified(request.stateMachineArn));
    if (machine === undefined) {
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${request.stateMachineArn}'`);
    }
    const { input = '{}', name = this.#host.uuid() } = request;
    const identity = this.#identity(machine, name);
    if (this.#driver().find(identity.executionArn) !== undefined) {
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${identity.executionArn}'`);
    }
    const startDate = this.#host.now();
    this.#driver().start(this.#compile(machine), { identity, input: inputOf(input), inputText: input });
    return { executionArn: identity.executionArn, startDate };
  }

  describe(executionArn: string): ExecutionDescription | undefined {
    const running = this.#driver().find(executionArn);
    if (running === undefined) return undefined;
    const { status, history } = running.execution;
    const { startedAt = 0, endedAt, output, error, cause } = summary(project(trace, history));
    const [first] = history;
    return {
      executionArn,
      stateMachineArn: running.identity.stateMachineArn,
      name: running.identity.name,
      status,
      startDate: startedAt,
      stopDate: endedAt,
      input: first?.type === 'ExecutionStarted' ? (first.inputText ?? JSON.stringify(first.input)) : '{}',
      output: output === undefined ? undefined : JSON.stringify(output),
      error,
      cause,
    };
  }

  onEnd(executionArn: string, callback: () => void): () => void {
    let wanted = true;
    this.#driver()
      .find(executionArn)
      ?.onEnd(() => {
        if (wanted) callback();
      });
    return () => {
      wanted = false;
    };
  }

  stop(executionArn: string, failure: { readonly error?: string; readonly cause?: string }): void {
    const running = this.#driver().find(executionArn);
    if (running?.open === true) this.#driver().stop(running, failure);
  }

  /** Handlers and tasks may answer tokens; everything else of the API belongs to a server. */
  api(operation: string, request: JsonObject): JsonObject {
    const token = own(request, 'taskToken');
    switch (operation) {
      case 'SendTaskSuccess':
        this.#settle(token, { ok: true, output: inputOf(String(own(request, 'output') ?? 'null')) });
        return {};
      case 'SendTaskFailure': {
        const [error, cause] = [own(request, 'error'), own(request, 'cause')];
        this.#settle(token, {
          ok: false,
          ...(typeof error === 'string' && { error }),
          ...(typeof cause === 'string' && { cause }),
        });
        return {};
      }
      case 'SendTaskHeartbeat': {
        const { running, id } = this.#waiting(token);
        this.#driver().heartbeat(running, id);
        return {};
      }
      default:
        return this.#refuse(operation);
    }
  }

  #settle(token: Json | undefined, outcome: Outcome): void {
    const { running, id } = this.#waiting(token);
    this.#driver().settle(running, id, outcome);
  }

  #waiting(token: Json | undefined): { readonly running: Running; readonly id: Id } {
    for (const running of this.#driver().executions()) {
      for (const { id, call } of running.pending.values()) {
        if (call?.taskToken !== undefined && call.taskToken === token) return { running, id };
      }
    }
    throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  #refuse(operation: string): never {
    throw new ServiceError(
      'UnsupportedOperation',
      `${operation} is answered by "stepwright serve", not by a single run`,
    );
  }

  #identity(machine: AssemblyMachine, name: string): ExecutionIdentity {
    const express = machine.type === 'EXPRESS';
    const prefix = machine.arn.replace(':stateMachine:', express ? ':express:' : ':execution:');
    return {
      executionArn: express ? `${prefix}:${name}:${this.#host.uuid()}` : `${prefix}:${name}`,
      name,
      roleArn: machine.roleArn,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      type: machine.type,
    };
  }

  #compile(machine: AssemblyMachine): Machine {
    const known = this.#compiled.get(machine.arn);
    if (known !== undefined) return known;
    const { definition } = parseDefinition(machine.definition);
    if (definition === undefined) {
      throw new ServiceError('InvalidDefinition', `the definition of ${machine.constructPath} is not valid`);
    }
    const compiled = compileMachine(definition, { type: machine.type });
    this.#compiled.set(machine.arn, compiled);
    return compiled;
  }
}

/** Without version or alias. */
function unqualified(stateMachineArn: string): string {
  return stateMachineArn.split(':').slice(0, 7).join(':');
}

function inputOf(text: string) {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${error.message}'`);
  }
}
