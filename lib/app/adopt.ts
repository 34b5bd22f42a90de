// An app taken into a server: its state machines, functions and resources are there as if they had been created by calls.
// What is there already is brought up to date, so a server can be started again on the same data directory.
import type { Assembly, Machine } from '../assembly';
import type { FunctionRegistry } from '../lambda';
import { ApiError, type Local } from '../local';
import type { Services } from '../services';
import { appResources, functionDefinition } from './resources';

export interface Adopting {
  readonly local: Local;
  readonly functions: FunctionRegistry;
  readonly services: Services;
}

/** @throws ApiError InvalidDefinition for a machine that AWS would refuse */
export async function adoptApp(assembly: Assembly, { local, functions, services }: Adopting): Promise<void> {
  services.add(appResources(assembly));
  for (const one of assembly.functions) functions.adopt(functionDefinition(one));
  for (const machine of assembly.machines) await adoptMachine(machine, local);
}

async function adoptMachine(machine: Machine, { machines }: Local): Promise<void> {
  const { definition, roleArn, name, type } = machine;
  const configuration = {
    loggingConfiguration: loggingOf(machine),
    tracingConfiguration: { enabled: machine.tracing },
  };
  try {
    const tags = Object.entries(machine.tags).map(([key, value]) => ({ key, value }));
    await machines.create({ name, definition, roleArn, type, tags, ...configuration });
  } catch (error) {
    if (!(error instanceof ApiError) || error.name !== 'StateMachineAlreadyExists') throw error;
    const existing = [...machines.all()].find((other) => other.name === name);
    if (existing === undefined || existing.type !== type) throw error;
    if (existing.revision.definition === definition && existing.revision.roleArn === roleArn) return;
    await machines.update({ stateMachineArn: existing.arn, definition, roleArn, ...configuration });
  }
}

function loggingOf({ logging }: Machine) {
  const [arn] = logging.logGroupArns;
  if (arn === undefined) return undefined;
  const logGroupArn = arn.endsWith(':*') ? arn : `${arn}:*`;
  const { level, includeExecutionData } = logging;
  return { level, includeExecutionData, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] };
}
