// Activities: tasks wait in a queue for workers, workers wait for tasks. Whoever came first is served first.
import type { ServiceCall, TaskIo } from '../engine';
import type { Json } from '../json';
import { ApiError } from './api-error';
import { parseStatesArn, statesArn, type Whereabouts } from './arns';
import { keys, remove, write } from './documents';
import type { Driver } from './driver';
import type { Host } from './host';
import { type EncryptionConfiguration, type EncryptionRequest, encryptionOf } from './machines/configuration';
import { checkName } from './names';
import { checkTags, type Tag, type TagRequest } from './tags';
import type { WrittenStore } from './written-store';

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: number;
  readonly encryptionConfiguration: EncryptionConfiguration;
  readonly tags: readonly Tag[];
}

/** A task as GetActivityTask hands it to a worker. */
export interface ActivityTask {
  readonly taskToken: string;
  readonly input: string;
}

interface Waiting {
  readonly call: ServiceCall;
  readonly io: TaskIo;
}

interface Worker {
  readonly name: string | undefined;
  readonly take: (waiting: Waiting | undefined) => void;
}

interface Queue {
  readonly tasks: Waiting[];
  readonly workers: Worker[];
}

/** AWS: GetActivityTask waits up to 60 seconds. */
const pollMs = 60_000;
/** AWS: workers that may poll at the same time. */
const workersMax = 1_000;

export class Activities {
  readonly #store: WrittenStore;
  readonly #host: Host;
  readonly #where: Whereabouts;
  readonly #driver: Driver;
  readonly #activities = new Map<string, Activity>();
  readonly #queues = new Map<string, Queue>();
  /** Milliseconds that GetActivityTask waits for a task. */
  readonly #pollMs: number;

  constructor(store: WrittenStore, host: Host, where: Whereabouts, driver: Driver, waitMs: number = pollMs) {
    this.#store = store;
    this.#host = host;
    this.#where = where;
    this.#driver = driver;
    this.#pollMs = waitMs;
    for (const { value } of store.list('activity/')) {
      const activity = value as unknown as Activity;
      this.#activities.set(activity.arn, activity);
    }
  }

  /** In the order of their names. */
  all(): readonly Activity[] {
    return [...this.#activities.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** AWS: idempotent; tags of a repeated request are not compared. */
  async create(
    name: string,
    tags: readonly TagRequest[] | undefined,
    encryption: EncryptionRequest | undefined,
  ): Promise<Activity> {
    checkName(name);
    const arn = statesArn(this.#where, 'activity', name);
    const encryptionConfiguration = encryptionOf(encryption);
    const existing = this.#activities.get(arn);
    if (existing !== undefined) {
      if (JSON.stringify(existing.encryptionConfiguration) === JSON.stringify(encryptionConfiguration)) {
        await this.#store.written();
        return existing;
      }
      throw new ApiError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`);
    }
    const activity = { arn, name, creationDate: this.#host.now(), encryptionConfiguration, tags: checkTags(tags) };
    await this.#save(activity);
    return activity;
  }

  find(arn: string): Activity | undefined {
    return this.#activities.get(arn);
  }

  /** @throws ApiError ActivityDoesNotExist, InvalidArn */
  get(arn: string): Activity {
    parseStatesArn(arn, 'activity');
    const activity = this.#activities.get(arn);
    if (activity === undefined) throw new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
    return activity;
  }

  setTags(arn: string, tags: readonly Tag[]): Promise<void> {
    return this.#save({ ...this.get(arn), tags });
  }

  async #save(activity: Activity): Promise<void> {
    this.#activities.set(activity.arn, activity);
    await this.#store.append([write(keys.activity(activity.arn), activity)]);
  }

  /** AWS: deleting an activity that is not there succeeds. */
  async delete(arn: string): Promise<void> {
    parseStatesArn(arn, 'activity');
    if (!this.#activities.delete(arn)) return this.#store.written();
    await this.#store.append([remove(keys.activity(arn))]);
  }

  /** An Activity task of a workflow. */
  perform(call: ServiceCall, io: TaskIo): void {
    if (!this.#activities.has(call.action)) {
      io.settled({
        ok: false,
        error: 'States.Runtime',
        cause: `The activity ${call.action} does not exist.`,
        stage: 'none',
      });
      return;
    }
    io.submitted(null);
    io.parked();
    this.#offer({ call, io });
  }

  /** After a restart. A task that a worker has taken waits for that worker, which may still be at work. */
  resume(call: ServiceCall, accepted: Json, io: TaskIo): void {
    io.parked();
    if (accepted === null) this.#offer({ call, io });
  }

  #offer(waiting: Waiting): void {
    const { tasks, workers } = this.#queue(waiting.call.action);
    const worker = workers.shift();
    if (worker !== undefined) {
      worker.take(waiting);
      return;
    }
    tasks.push(waiting);
    waiting.io.onCancel(() => {
      const at = tasks.indexOf(waiting);
      if (at >= 0) tasks.splice(at, 1);
    });
  }

  /**
   * GetActivityTask: the next task, or undefined when none came in time.
   * @param gone calls back when the worker has hung up
   * @throws ApiError ActivityDoesNotExist, ActivityWorkerLimitExceeded
   */
  async poll(
    arn: string,
    workerName: string | undefined,
    gone: (callback: () => void) => void,
  ): Promise<ActivityTask | undefined> {
    this.get(arn);
    const waiting = await this.#next(arn, workerName, gone);
    if (waiting === undefined) return undefined;
    waiting.io.submitted(workerName === undefined ? {} : { workerName });
    await this.#driver.durable();
    return { taskToken: waiting.call.taskToken as string, input: JSON.stringify(waiting.call.input) };
  }

  #next(arn: string, name: string | undefined, gone: (callback: () => void) => void): Promise<Waiting | undefined> {
    const { tasks, workers } = this.#queue(arn);
    const first = tasks.shift();
    if (first !== undefined) return Promise.resolve(first);
    if (workers.length >= workersMax) {
      throw new ApiError(
        'ActivityWorkerLimitExceeded',
        'The maximum number of workers concurrently polling for activity tasks has been reached.',
      );
    }
    return new Promise((resolve) => {
      const leave = (): void => {
        const at = workers.indexOf(worker);
        if (at < 0) return;
        workers.splice(at, 1);
        worker.take(undefined);
      };
      const timer = setTimeout(leave, this.#pollMs);
      const worker: Worker = {
        name,
        take: (waiting) => {
          clearTimeout(timer);
          resolve(waiting);
        },
      };
      workers.push(worker);
      gone(leave);
    });
  }

  /** Sends all workers home: the server stops. */
  close(): void {
    for (const { workers } of this.#queues.values()) for (const worker of workers.splice(0)) worker.take(undefined);
  }

  #queue(arn: string): Queue {
    let queue = this.#queues.get(arn);
    if (queue === undefined) {
      queue = { tasks: [], workers: [] };
      this.#queues.set(arn, queue);
    }
    return queue;
  }
}
