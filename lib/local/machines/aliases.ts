// Aliases: a name for one version, or for two with weights.
import { ApiError } from '../api-error';
import { isVersion, unqualified } from '../arns';
import type { Host } from '../host';
import type { Alias, Route, StateMachine } from './records';
import type { StateMachines } from './registry';

const aliasesMax = 100;

export interface RouteRequest {
  readonly stateMachineVersionArn: string | undefined;
  readonly weight: number | undefined;
}

export class Aliases {
  readonly #machines: StateMachines;
  readonly #host: Host;

  constructor(machines: StateMachines, host: Host) {
    this.#machines = machines;
    this.#host = host;
  }

  /** @throws ApiError ResourceNotFound, InvalidArn */
  get(aliasArn: string): { readonly machine: StateMachine; readonly alias: Alias } {
    const { arn, qualifier } = unqualified(aliasArn);
    const machine = this.#machines.find(arn);
    const alias = machine?.aliases.find(({ name }) => name === qualifier);
    if (machine === undefined || alias === undefined) throw notFound();
    return { machine, alias };
  }

  async create(
    name: string,
    description: string | undefined,
    routing: readonly RouteRequest[],
  ): Promise<{ readonly aliasArn: string; readonly alias: Alias }> {
    const machineArn = unqualified(checkRoutes(routing)[0]?.stateMachineVersionArn as string).arn;
    const machine = this.#machines.get(machineArn);
    const routingConfiguration = this.#existing(machine, routing);
    const aliasArn = `${machineArn}:${name}`;
    const existing = machine.aliases.find((alias) => alias.name === name);
    if (existing !== undefined) {
      if (existing.description === description && sameRoutes(existing.routingConfiguration, routingConfiguration)) {
        await this.#machines.saved();
        return { aliasArn, alias: existing };
      }
      throw new ApiError(
        'ConflictException',
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      );
    }
    if (machine.aliases.length >= aliasesMax) {
      throw new ApiError('ServiceQuotaExceededException', `A state machine can have at most ${aliasesMax} aliases.`);
    }
    const now = this.#host.now();
    const alias: Alias = {
      name,
      ...(description === undefined ? {} : { description }),
      creationDate: now,
      updateDate: now,
      routingConfiguration,
    };
    await this.#machines.replace({ ...machine, aliases: [...machine.aliases, alias] });
    return { aliasArn, alias };
  }

  async update(
    aliasArn: string,
    description: string | undefined,
    routing: readonly RouteRequest[] | undefined,
  ): Promise<Alias> {
    const { machine, alias } = this.get(aliasArn);
    if (description === undefined && routing === undefined) {
      throw new ApiError(
        'ValidationException',
        'Either the description or the routing configuration must be specified',
        {
          reason: 'MISSING_REQUIRED_PARAMETER',
        },
      );
    }
    const next: Alias = {
      ...alias,
      ...(description === undefined ? {} : { description }),
      ...(routing === undefined ? {} : { routingConfiguration: this.#existing(machine, checkRoutes(routing)) }),
      updateDate: this.#host.now(),
    };
    await this.#machines.replace({
      ...machine,
      aliases: machine.aliases.map((other) => (other === alias ? next : other)),
    });
    return next;
  }

  /** AWS: deleting an alias that is not there succeeds. */
  async delete(aliasArn: string): Promise<void> {
    const { arn, qualifier } = unqualified(aliasArn);
    const machine = this.#machines.find(arn);
    if (machine?.aliases.some(({ name }) => name === qualifier) !== true) return this.#machines.saved();
    await this.#machines.replace({ ...machine, aliases: machine.aliases.filter(({ name }) => name !== qualifier) });
  }

  #existing(machine: StateMachine, routing: readonly RouteRequest[]): readonly Route[] {
    return routing.map(({ stateMachineVersionArn = '', weight = 0 }) => {
      const { arn, qualifier } = unqualified(stateMachineVersionArn);
      if (arn !== machine.arn) {
        throw invalidRouting('Routing configuration must reference versions of the same state machine.');
      }
      if (!machine.versions.some(({ number }) => String(number) === qualifier)) throw notFound();
      return { stateMachineVersionArn, weight };
    });
  }
}

function checkRoutes(routing: readonly RouteRequest[]): readonly RouteRequest[] {
  const arns = routing.map(({ stateMachineVersionArn = '' }) => stateMachineVersionArn);
  const received = `Received: [${arns.join(', ')}]`;
  if (!arns.every((arn) => isVersion(unqualified(arn).qualifier))) {
    throw invalidRouting(`Routing configuration must contain state machine version ARNs. ${received}`);
  }
  if (new Set(arns).size < arns.length) {
    throw invalidRouting(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  }
  const weights = routing.map(({ weight = 0 }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw invalidRouting(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
  }
  return routing;
}

function sameRoutes(a: readonly Route[], b: readonly Route[]): boolean {
  const texts = (routes: readonly Route[]) =>
    routes.map((route) => `${route.stateMachineVersionArn}=${route.weight}`).sort();
  return texts(a).join() === texts(b).join();
}

function invalidRouting(message: string): ApiError {
  return new ApiError('ValidationException', message, { reason: 'INVALID_ROUTING_CONFIGURATION' });
}

function notFound(): ApiError {
  return new ApiError('ResourceNotFound', 'Request references a resource that does not exist.');
}
