// One call as it really happens, before the role of its machine: its parameters are known, so the answer is exact.
import type { Assembly } from '../../assembly';
import type { Json, JsonObject } from '../../json';
import { roleOf } from '../subject';
import { walk } from '../walk';
import { decide } from './evaluate';
import { keyNeeds, keyPolicyAllows } from './keys';
import { taskNeeds, whereabouts } from './needs';
import { statementsOf } from './prove';

/** A call of a task. */
export interface TaskCall {
  /** Resource as in the definition. */
  readonly resource: string;
  /** Parameters or Arguments after evaluation. */
  readonly input: Json;
  /** RoleArn of the state's Credentials. */
  readonly credentials: string | undefined;
}

/** What a role does not allow. */
export interface DeniedCall {
  readonly roleName: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * The first request of a call that the machine's role surely does not allow; undefined if all are allowed, may be allowed
 * under a condition, or the role is not known.
 */
export function deniedCall(assembly: Assembly, stateMachineArn: string, call: TaskCall): DeniedCall | undefined {
  // Children of a Distributed Map run as `<machine>/<label>`.
  const arn = stateMachineArn.split('/')[0];
  const machine = assembly.machines.find((one) => one.arn === arn);
  const role = machine === undefined ? undefined : roleOf(assembly, machine);
  if (machine === undefined || role === undefined || role.managedPolicyArns.length > 0) return undefined;
  const state: JsonObject = {
    Type: 'Task',
    Resource: call.resource,
    Arguments: call.input,
    ...(call.credentials !== undefined && { Credentials: { RoleArn: call.credentials } }),
  };
  const definition = { QueryLanguage: 'JSONata', StartAt: 'Task', States: { Task: state } };
  const [at] = walk(definition, machine.type).all;
  const needs = taskNeeds(at!, whereabouts(machine.arn)).filter(({ optional }) => optional !== true);
  const denied = [...needs, ...keyNeeds({ assembly }, needs)].find(
    ({ action, resource, context }) =>
      decide(statementsOf(role), action, resource, context) === 'denied' &&
      !(action.startsWith('kms:') && keyPolicyAllows(assembly, resource, role.arn, action)),
  );
  return denied && { roleName: role.name, action: denied.action, resource: denied.resource };
}
