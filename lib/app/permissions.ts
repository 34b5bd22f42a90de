// Tasks within what the roles of their machines allow: a call that AWS would refuse fails here in the same words, before
// anybody answers it. What a condition leaves open, and what roles from elsewhere allow, is let through.
import type { Assembly } from '../assembly';
import { deniedCall } from '../checks';
import type { Outcome, ServiceCall, TaskPerformer } from '../engine';
import { integrationRow, sdkService } from '../integrations';
import { optimizedFailure, ServiceError, sdkFailure, type World } from '../services';

/** @param onDenied told of every call that is refused, with the IAM action */
export function withinRoles(
  performer: TaskPerformer,
  assembly: Assembly,
  world: World,
  onDenied: (call: ServiceCall, action: string) => void,
): TaskPerformer {
  const { resume } = performer;
  return {
    ...(resume !== undefined && { resume: (call, accepted, io) => resume.call(performer, call, accepted, io) }),
    perform(call, io) {
      const denied = call.kind === 'activity' ? undefined : deniedCall(assembly, call.stateMachineArn, call);
      if (denied === undefined) {
        performer.perform(call, io);
        return;
      }
      const { roleName, action, resource } = denied;
      onDenied(call, action);
      // LOCAL: the session of the assumed role is named after the execution; on AWS its name is random.
      const session = call.executionArn.split(':')[7] ?? 'execution';
      const user = `arn:${world.partition}:sts::${world.account}:assumed-role/${roleName}/${session}`;
      const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
      io.settled(failure(call, message, world));
    },
  };
}

/** Services that have a name of their own for it, or list it among their exceptions; SDKs throw their general one else. */
const names: { readonly [service: string]: { readonly type: string; readonly listed: boolean } } = {
  s3: { type: 'AccessDenied', listed: false },
  sqs: { type: 'AccessDenied', listed: false },
  sns: { type: 'AuthorizationErrorException', listed: true },
  glue: { type: 'AccessDeniedException', listed: true },
  ecs: { type: 'AccessDeniedException', listed: true },
  bedrock: { type: 'AccessDeniedException', listed: true },
};

function failure(call: ServiceCall, message: string, world: World): Outcome {
  const service = call.service.replace('aws-sdk:', '');
  const { type, listed } = names[service] ?? { type: 'AccessDeniedException', listed: false };
  const error = new ServiceError(type, message, { status: 403, listed });
  const sdk = call.service.startsWith('aws-sdk:') ? sdkService(service) : undefined;
  if (sdk !== undefined) return sdkFailure(sdk, error, world);
  const row = integrationRow(service, call.kind === 'function' ? 'invoke' : call.action);
  if (row === undefined) throw new Error(`${call.resource} is denied, and the table of integrations does not know it`);
  return optimizedFailure(row.errors, error, world);
}
