// State machines with their revisions, versions and aliases. All machines are in memory; a change is made there at once,
// so that two callers never both create one, and is answered when the store has it.
import type { StateMachineType } from '../../asl';
import { canonical, type Json } from '../../json';
import { ApiError } from '../api-error';
import { isVersion, parseStatesArn, statesArn, unqualified, type Whereabouts } from '../arns';
import { keys, remove, write } from '../documents';
import type { Host } from '../host';
import { checkName } from '../names';
import { checkTags, type Tag } from '../tags';
import { checkDefinition } from '../validation';
import type { WrittenStore } from '../written-store';
import { type EncryptionRequest, encryptionOf, type LoggingRequest, loggingOf, tracingOf } from './configuration';
import type { Revision, StateMachine, Version } from './records';

const versionsMax = 1_000;

export interface CreateRequest {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: StateMachineType | undefined;
  readonly loggingConfiguration?: LoggingRequest | undefined;
  readonly tracingConfiguration?: { readonly enabled?: boolean | undefined } | undefined;
  readonly encryptionConfiguration?: EncryptionRequest | undefined;
  readonly publish?: boolean | undefined;
  readonly versionDescription?: string | undefined;
  readonly tags?: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined;
}

export interface UpdateRequest {
  readonly stateMachineArn: string;
  readonly definition?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly loggingConfiguration?: LoggingRequest | undefined;
  readonly tracingConfiguration?: { readonly enabled?: boolean | undefined } | undefined;
  readonly encryptionConfiguration?: EncryptionRequest | undefined;
  readonly publish?: boolean | undefined;
  readonly versionDescription?: string | undefined;
}

/** A machine as an ARN names it: itself, one of its versions, or one that an alias chose. */
export interface Resolved {
  readonly machine: StateMachine;
  readonly revision: Revision;
  readonly version: Version | undefined;
  readonly versionArn: string | undefined;
  readonly aliasArn: string | undefined;
}

export class StateMachines {
  readonly #machines = new Map<string, StateMachine>();
  readonly #revisions = new Map<string, Revision>();
  readonly #store: WrittenStore;
  readonly #host: Host;
  readonly #where: Whereabouts;

  constructor(store: WrittenStore, host: Host, where: Whereabouts) {
    this.#store = store;
    this.#host = host;
    this.#where = where;
    for (const { value } of store.list('machine/')) {
      const machine = value as unknown as StateMachine;
      this.#machines.set(machine.arn, machine);
    }
  }

  /** AWS: in the order of their names. */
  all(): readonly StateMachine[] {
    return [...this.#machines.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  find(arn: string): StateMachine | undefined {
    return this.#machines.get(arn);
  }

  /** @throws ApiError StateMachineDoesNotExist, InvalidArn, ValidationException */
  get(arn: string): StateMachine {
    refuseLabel(arn);
    const machine = this.#machines.get(arn);
    if (machine === undefined) throw doesNotExist(arn);
    return machine;
  }

  revision(key: string): Revision {
    const known = this.#revisions.get(key);
    if (known !== undefined) return known;
    const stored = this.#store.read(keys.revision(key));
    if (stored === undefined) throw new Error(`the revision ${key} of a state machine is not in the store`);
    const revision = stored as unknown as Revision;
    this.#revisions.set(key, revision);
    return revision;
  }

  /**
   * What a machine's, version's or alias's ARN means now.
   * @param chance a number in [0, 1) that chooses among an alias's routes
   * @throws ApiError StateMachineDoesNotExist, InvalidArn, ValidationException
   */
  resolve(arn: string, chance: () => number): Resolved {
    refuseLabel(arn);
    const { arn: machineArn, qualifier } = unqualified(arn);
    const machine = this.#machines.get(machineArn);
    if (machine === undefined) throw doesNotExist(arn);
    if (qualifier === undefined) {
      return { machine, revision: machine.revision, version: undefined, versionArn: undefined, aliasArn: undefined };
    }
    if (isVersion(qualifier)) return this.#resolveVersion(machine, arn, undefined);
    const alias = machine.aliases.find(({ name }) => name === qualifier);
    if (alias === undefined) throw doesNotExist(arn);
    return this.#resolveVersion(machine, chosen(alias.routingConfiguration, chance()), arn);
  }

  #resolveVersion(machine: StateMachine, versionArn: string, aliasArn: string | undefined): Resolved {
    const { qualifier } = unqualified(versionArn);
    const version = machine.versions.find(({ number }) => String(number) === qualifier);
    if (version === undefined) throw doesNotExist(versionArn);
    return { machine, revision: this.revision(version.revision), version, versionArn, aliasArn };
  }

  async create(request: CreateRequest): Promise<{ machine: StateMachine; version: Version | undefined }> {
    checkName(request.name);
    if (request.versionDescription !== undefined && request.publish !== true) throw descriptionWithoutPublish();
    const type = request.type ?? 'STANDARD';
    const tags = checkTags(request.tags);
    const arn = statesArn(this.#where, 'stateMachine', request.name);
    const configuration = {
      loggingConfiguration: loggingOf(request.loggingConfiguration),
      tracingConfiguration: tracingOf(request.tracingConfiguration),
      encryptionConfiguration: encryptionOf(request.encryptionConfiguration),
    };
    checkDefinition(request.definition, type);
    checkRole(request.roleArn);
    const { definition, roleArn, name, publish = false, versionDescription } = request;
    const created = { publish, ...(versionDescription === undefined ? {} : { versionDescription }) };
    const existing = this.#machines.get(arn);
    if (existing !== undefined) {
      if (!isSame(existing, { definition, type, ...configuration, created })) {
        throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      }
      await this.#store.written();
      const { versions, revision } = existing;
      return {
        machine: existing,
        version: publish ? versions.find((each) => each.revision === revision.key) : undefined,
      };
    }
    const now = this.#host.now();
    const revision: Revision = { key: this.#host.uuid(), definition, roleArn, ...configuration, updateDate: now };
    const blank: StateMachine = {
      arn,
      name,
      type,
      creationDate: now,
      revision,
      created,
      versionsPublished: 0,
      versions: [],
      aliases: [],
      tags,
    };
    const machine = publish ? withVersion(blank, revision, versionDescription, now) : blank;
    await this.#save(machine, revision);
    return { machine, version: machine.versions[0] };
  }

  async update(
    request: UpdateRequest,
  ): Promise<{ revision: Revision; version: Version | undefined; updateDate: number }> {
    const machine = this.get(request.stateMachineArn);
    const changes = [
      request.definition,
      request.roleArn,
      request.loggingConfiguration,
      request.tracingConfiguration,
      request.encryptionConfiguration,
    ];
    if (changes.every((change) => change === undefined)) {
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (request.versionDescription !== undefined && request.publish !== true) throw descriptionWithoutPublish();
    if (request.definition !== undefined) checkDefinition(request.definition, machine.type);
    if (request.roleArn !== undefined) checkRole(request.roleArn);
    const now = this.#host.now();
    const revision = this.#revised(machine.revision, request, now);
    let next: StateMachine = { ...machine, revision };
    if (request.publish === true) next = withVersion(next, revision, request.versionDescription, now);
    await this.#save(next, revision === machine.revision ? undefined : revision);
    return { revision, version: request.publish === true ? next.versions[0] : undefined, updateDate: now };
  }

  #revised(current: Revision, request: UpdateRequest, updateDate: number): Revision {
    const content = (revision: Omit<Revision, 'key' | 'revisionId' | 'updateDate'>) =>
      canonical([
        revision.definition,
        revision.roleArn,
        revision.loggingConfiguration,
        revision.tracingConfiguration,
        revision.encryptionConfiguration,
      ] as unknown as Json);
    const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = request;
    const wanted = {
      definition: request.definition ?? current.definition,
      roleArn: request.roleArn ?? current.roleArn,
      loggingConfiguration:
        loggingConfiguration === undefined ? current.loggingConfiguration : loggingOf(loggingConfiguration),
      tracingConfiguration:
        tracingConfiguration === undefined ? current.tracingConfiguration : tracingOf(tracingConfiguration),
      encryptionConfiguration:
        encryptionConfiguration === undefined ? current.encryptionConfiguration : encryptionOf(encryptionConfiguration),
    };
    // AWS: an update that changes nothing makes no revision. Whether naming the same role again is a change is not on
    // record; it counts as one here.
    if (request.roleArn === undefined && content(wanted) === content(current)) return current;
    return { key: this.#host.uuid(), revisionId: this.#host.uuid(), ...wanted, updateDate };
  }

  async publish(arn: string, revisionId: string | undefined, description: string | undefined): Promise<Version> {
    const machine = this.get(arn);
    const current = machine.revision.revisionId ?? 'INITIAL';
    if (revisionId !== undefined && revisionId !== current) {
      throw new ApiError(
        'ConflictException',
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`,
      );
    }
    const next = withVersion(machine, machine.revision, description, this.#host.now());
    await (next === machine ? this.#store.written() : this.#save(next, undefined));
    return next.versions[0] as Version;
  }

  async deleteVersion(versionArn: string): Promise<void> {
    const { arn, qualifier } = unqualified(versionArn);
    if (!isVersion(qualifier)) {
      throw new ApiError('ValidationException', `The ARN ${versionArn} does not name a version of a state machine`);
    }
    const machine = this.#machines.get(arn);
    if (machine === undefined) return this.#store.written();
    const users = machine.aliases.filter(({ routingConfiguration }) =>
      routingConfiguration.some((route) => route.stateMachineVersionArn === versionArn),
    );
    if (users.length > 0) {
      throw new ApiError(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.map(({ name }) => name).join(', ')}]`,
      );
    }
    const versions = machine.versions.filter(({ number }) => String(number) !== qualifier);
    if (versions.length < machine.versions.length) await this.#save({ ...machine, versions }, undefined);
  }

  /** AWS: deleting a machine that is not there succeeds. Running executions go on: they have their revision. */
  async delete(arn: string): Promise<void> {
    refuseLabel(arn);
    const { arn: machineArn, qualifier } = unqualified(arn);
    if (qualifier !== undefined) {
      if (isVersion(qualifier)) return this.deleteVersion(arn);
      throw new ApiError('ValidationException', `The ARN ${arn} names an alias; use DeleteStateMachineAlias`);
    }
    if (!this.#machines.delete(machineArn)) return this.#store.written();
    await this.#store.append([remove(keys.machine(machineArn))]);
  }

  /** Settles when everything that was changed so far is durable. */
  async saved(): Promise<void> {
    await this.#store.written();
  }

  /** Replaces a machine: what the alias and tag registries change. */
  replace(machine: StateMachine): Promise<void> {
    return this.#save(machine, undefined);
  }

  setTags(arn: string, tags: readonly Tag[]): Promise<void> {
    return this.replace({ ...this.get(arn), tags });
  }

  async #save(machine: StateMachine, revision: Revision | undefined): Promise<void> {
    this.#machines.set(machine.arn, machine);
    if (revision !== undefined) this.#revisions.set(revision.key, revision);
    await this.#store.append([
      ...(revision === undefined ? [] : [write(keys.revision(revision.key), revision)]),
      write(keys.machine(machine.arn), machine),
    ]);
  }
}

/**
 * SPEC CreateStateMachine: a request for what is there already succeeds. Definition, type and configuration are compared with
 * those of now, publish and versionDescription with those of the creation; role and tags are not.
 */
function isSame(
  { type, revision, created }: StateMachine,
  wanted: Pick<StateMachine, 'type' | 'created'> & Omit<Revision, 'key' | 'roleArn' | 'updateDate'>,
): boolean {
  const { definition, loggingConfiguration, tracingConfiguration, encryptionConfiguration } = revision;
  const current = { definition, type, loggingConfiguration, tracingConfiguration, encryptionConfiguration, created };
  return canonical(current as unknown as Json) === canonical(wanted as unknown as Json);
}

/** AWS: publishing what was published last gives that version again. */
function withVersion(
  machine: StateMachine,
  revision: Revision,
  description: string | undefined,
  creationDate: number,
): StateMachine {
  if (machine.versions[0]?.revision === revision.key) return machine;
  if (machine.versions.length >= versionsMax) {
    throw new ApiError('ServiceQuotaExceededException', `A state machine can have at most ${versionsMax} versions.`);
  }
  const number = machine.versionsPublished + 1;
  const version: Version = {
    number,
    ...(description === undefined ? {} : { description }),
    creationDate,
    revision: revision.key,
  };
  return { ...machine, versionsPublished: number, versions: [version, ...machine.versions] };
}

function chosen(routes: StateMachine['aliases'][number]['routingConfiguration'], chance: number): string {
  let below = 0;
  for (const route of routes) {
    below += route.weight / 100;
    if (chance < below) return route.stateMachineVersionArn;
  }
  return (routes.at(-1) as (typeof routes)[number]).stateMachineVersionArn;
}

export function doesNotExist(arn: string): ApiError {
  return new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/**
 * SPEC StartExecution, DescribeStateMachine, UpdateStateMachine, DeleteStateMachine: an ARN that ends in the label of a
 * distributed Map (`…:stateMachine:orders/perItem`) names no machine that can be asked for; the reason is the model's, the
 * sentence ours.
 */
function refuseLabel(arn: string): void {
  if (!parseStatesArn(arn, 'stateMachine').name.includes('/')) return;
  throw new ApiError('ValidationException', `The ARN ${arn} has the label of a distributed Map state`, {
    reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
  });
}

function descriptionWithoutPublish(): ApiError {
  return new ApiError('ValidationException', 'Version description can only be set when publish is true');
}

/** @throws ApiError InvalidArn */
function checkRole(roleArn: string): void {
  if (!roleArn.startsWith('arn:')) throw new ApiError('InvalidArn', `Invalid Role Arn: '${roleArn}'`);
}
