// One execution under test: a driver, a virtual clock and a seed of its own, and whoever answers its tasks.

import { type AppWorld, openAppWorld } from '../app';
import type { ExecutionIdentity, ServiceCall } from '../engine';
import type { Json } from '../json';
import { Driver, type Host, MapRuns, type Running, stateDataOnly, virtualHost } from '../local';
import { type Answerer, compose, type World } from '../services';
import { TestingError } from './error';
import { observed } from './observers';
import type { MachineSource } from './source';

export type Unmocked = 'error' | 'embedded';

export interface StageOptions {
  readonly start: string | number;
  readonly seed: number;
  readonly unmocked: Unmocked;
  /** Answers of the test, for this execution. */
  readonly answerers: (world: World) => readonly Answerer[];
  /** False: the test moves the clock. */
  readonly autoAdvance: boolean;
}

export class Stage {
  readonly driver: Driver;
  readonly running: Running;
  readonly source: MachineSource;
  /** Tasks that nobody answered. */
  readonly unanswered: ServiceCall[] = [];
  readonly #world: AppWorld | undefined;

  private constructor(
    source: MachineSource,
    driver: Driver,
    running: Running,
    unanswered: ServiceCall[],
    world: AppWorld | undefined,
  ) {
    this.source = source;
    this.driver = driver;
    this.running = running;
    this.unanswered = unanswered;
    this.#world = world;
  }

  /** Starts the execution; with answers at hand it has ended when this returns. */
  static open(source: MachineSource, input: Json, number: number, options: StageOptions): Stage | Promise<Stage> {
    const host = virtualHost({ start: options.start, seed: options.seed });
    if (options.unmocked === 'embedded') return Stage.#inWorld(source, input, number, options, host);
    const unanswered: ServiceCall[] = [];
    const performer = compose({
      answerers: [...options.answerers(worldOf(host, source)), nobody(unanswered)],
    });
    const driver: Driver = new Driver({
      host,
      performer,
      mapRunner: new MapRuns(() => driver, stateDataOnly),
      autoAdvance: options.autoAdvance,
      keepEntries: true,
    });
    return Stage.#begin(source, input, number, options, driver, unanswered, undefined);
  }

  static async #inWorld(
    source: MachineSource,
    input: Json,
    number: number,
    options: StageOptions,
    host: Host,
  ): Promise<Stage> {
    const world = await openAppWorld({
      assembly: source.assembly,
      host,
      stateMachineArn: source.stateMachineArn,
      before: options.answerers,
    });
    const driver = new Driver({
      host,
      performer: world.performer,
      mapRunner: world.mapRunner,
      autoAdvance: options.autoAdvance,
      keepEntries: true,
    });
    world.attach(driver);
    return Stage.#begin(source, input, number, options, driver, [], world);
  }

  static #begin(
    source: MachineSource,
    input: Json,
    number: number,
    options: StageOptions,
    driver: Driver,
    unanswered: ServiceCall[],
    world: AppWorld | undefined,
  ): Stage {
    const running = driver.start(source.machine, { identity: identityOf(source, number), input, seed: options.seed });
    return new Stage(source, driver, running, unanswered, world);
  }

  get idle(): boolean {
    return this.driver.idle;
  }

  /** Goes on until the condition holds or nothing more can happen up to that time; true if it holds. */
  async until(condition: () => boolean, horizon = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (;;) {
      if (!this.driver.idle) await this.driver.whenIdle();
      this.complain();
      if (condition()) return true;
      if (!this.driver.fireNext(horizon)) return false;
    }
  }

  /** @throws TestingError naming the first task that nobody answered, and the line to add */
  complain(): void {
    const [call] = this.unanswered;
    if (call === undefined) return;
    const what = call.kind === 'function' ? 'a Lambda function' : `${call.service}:${call.action}`;
    const item = call.item === undefined ? '' : `, item ${call.item.index}`;
    throw new TestingError(
      `No reply for state "${call.state}" (${what})${item}.\n  It was called with ${JSON.stringify(call.input)}.`,
      `Add:   bench.mock('${call.state}', {});\n  or set { unmocked: 'embedded' } to run the app's own handlers and services.`,
    );
  }

  async close(): Promise<void> {
    observed(this);
    await this.#world?.close();
  }
}

/** The last to be asked: remembers the task and ends the execution. */
function nobody(unanswered: ServiceCall[]): Answerer {
  return {
    by: 'mock',
    answers(call, io) {
      unanswered.push(call);
      io.settled({ ok: false, error: 'States.Runtime', cause: `nobody answers ${call.path}` });
      return true;
    },
  };
}

/** A world without services: mocks need its names, ids and clock. */
function worldOf(host: Host, source: MachineSource): World {
  const [, partition = 'aws', , region = 'us-east-1', account = '123456789012'] = source.stateMachineArn.split(':');
  return {
    now: () => host.now(),
    uuid: () => host.uuid(),
    after() {
      throw new Error('a world of mocks has no timers');
    },
    busy: () => () => {},
    partition,
    region,
    account,
  };
}

function identityOf(source: MachineSource, number: number): ExecutionIdentity {
  const name = `test-${number}`;
  const stateMachineName = source.stateMachineArn.split(':')[6] ?? source.name;
  const express = source.type === 'EXPRESS';
  const prefix = source.stateMachineArn.replace(':stateMachine:', express ? ':express:' : ':execution:');
  return {
    executionArn: express ? `${prefix}:${name}:1` : `${prefix}:${name}`,
    name,
    roleArn: source.roleArn,
    stateMachineArn: source.stateMachineArn,
    stateMachineName,
    type: source.type,
  };
}
