// The proof: every request that a machine or a handler makes is decided against the statements of its role.
import type { Assembly, LambdaFunction, PolicyStatement, Role } from '../../assembly';
import { isArray, own } from '../../json';
import { type Finding, finding } from '../finding';
import { about, roleOf, type Subject } from '../subject';
import { objectOf, textOf } from '../walk';
import { decide, type Verdict } from './evaluate';
import { meets } from './glob';
import { keyPolicyAllows } from './keys';
import type { Need } from './need';
import { needsOf } from './needs';

/** A need with the answer. */
export interface ProvenNeed {
  readonly action: string;
  readonly resource: string;
  /** State path; empty for the machine itself. */
  readonly state: readonly string[];
  readonly because: string;
  readonly verdict: Verdict;
}

/** All statements that are known of a role. */
export function statementsOf(role: Role): readonly PolicyStatement[] {
  return role.policies.flatMap((policy) => policy.statements);
}

/** Every request of a machine with the answer of its role; undefined if the role is not known. */
export function proof(subject: Subject): readonly ProvenNeed[] | undefined {
  const role = roleOf(subject.assembly, subject.machine);
  if (role === undefined) return undefined;
  return needsOf(subject).map((need) => ({
    action: need.action,
    resource: need.resource,
    state: need.at?.path ?? [],
    because: need.because,
    verdict: verdictOf(subject.assembly, role, need),
  }));
}

function verdictOf(assembly: Assembly, role: Role, need: Pick<Need, 'action' | 'resource' | 'context'>): Verdict {
  const verdict = decide(statementsOf(role), need.action, need.resource, need.context);
  if (
    verdict === 'denied' &&
    need.action.startsWith('kms:') &&
    keyPolicyAllows(assembly, need.resource, role.arn, need.action)
  )
    return 'allowed';
  return verdict;
}

/** SFN401, 402, 403, 410, 411, 413 for a machine. */
export function roleFindings(subject: Subject): readonly Finding[] {
  const role = roleOf(subject.assembly, subject.machine);
  if (role === undefined) {
    return [
      about(subject, 'SFN413', undefined, `the role ${subject.machine.roleArn || '(none)'} is not part of this app`),
    ];
  }
  const needs = needsOf(subject);
  const unknown = role.managedPolicyArns;
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const need of needs) {
    const verdict = verdictOf(subject.assembly, role, need);
    const key = JSON.stringify([need.at?.pointer, need.action, need.resource]);
    if (need.optional === true || verdict === 'allowed' || verdict === 'partly' || seen.has(key)) continue;
    seen.add(key);
    if (verdict === 'conditional') {
      findings.push(
        about(
          subject,
          'SFN411',
          need.at,
          `${need.action} on ${need.resource} is allowed under a condition that is not known here (${need.because})`,
        ),
      );
    } else if (unknown.length === 0) {
      findings.push(
        about(
          subject,
          need.code,
          need.at,
          `the role ${role.name} does not allow ${need.action} on ${need.resource} (${need.because})`,
          `Allow ${need.action} on ${need.resource}.`,
        ),
      );
    }
  }
  if (unknown.length > 0) {
    findings.push(
      about(
        subject,
        'SFN413',
        undefined,
        `the managed policies ${unknown.join(', ')} of the role ${role.name} are not part of this app`,
      ),
    );
  }
  return [...findings, ...unused(subject, role, needs)];
}

// A role that several machines share is used by all of them; then nothing is said.
function unused(subject: Subject, role: Role, needs: readonly Need[]): Finding[] {
  const sharers = [...subject.assembly.machines, ...subject.assembly.functions].filter(
    (runner) => runner.roleArn === role.arn,
  );
  if (sharers.length > 1) return [];
  return statementsOf(role)
    .filter((statement) => statement.effect === 'Allow')
    .flatMap((statement) =>
      statement.actions
        .filter((action) => !needs.some((need) => usesAction(statement, action, need)))
        .map((action) =>
          about(
            subject,
            'SFN410',
            undefined,
            `the role ${role.name} allows ${action} on ${statement.resources.join(', ')}, which no state uses`,
          ),
        ),
    );
}

function usesAction(statement: PolicyStatement, action: string, need: Need): boolean {
  return (
    meets(action.toLowerCase(), need.action.toLowerCase()) &&
    (statement.resources.length === 0 ||
      statement.resources.some((resource) => meets(resource.replace(/<unresolved:[^<>]*>/g, '*'), need.resource)))
  );
}

/** SFN412: what a function does itself (logs, traces) and what its bundled code calls, as noted at bundling. */
export function handlerFindings(assembly: Assembly, handler: LambdaFunction): readonly Finding[] {
  const role = roleOf(assembly, handler);
  if (role === undefined || role.managedPolicyArns.length > 0) return [];
  const place = { stack: handler.stack, logicalId: handler.logicalId, constructPath: handler.constructPath };
  return handlerNeeds(assembly, handler)
    .filter((need) => decide(statementsOf(role), need.action, need.resource) === 'denied')
    .map((need) =>
      finding(
        'SFN412',
        place,
        `the role ${role.name} does not allow ${need.action} on ${need.resource} (${need.because})`,
      ),
    );
}

function handlerNeeds(
  assembly: Assembly,
  handler: LambdaFunction,
): readonly { readonly action: string; readonly resource: string; readonly because: string }[] {
  const resource = assembly.resources.find((one) => one.stack === handler.stack && one.logicalId === handler.logicalId);
  if (resource === undefined) return [];
  const group = textOf(objectOf(resource.properties, 'LoggingConfig') ?? {}, 'LogGroup');
  const logGroup =
    group === undefined
      ? undefined
      : `arn:${handler.arn.split(':')[1]}:logs:${handler.region}:${handler.account}:log-group:${group}:*`;
  const traced = textOf(objectOf(resource.properties, 'TracingConfig') ?? {}, 'Mode') === 'Active';
  const calls = own(resource.metadata, 'stepwright:calls');
  return [
    ...(logGroup === undefined
      ? []
      : ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
          action,
          resource: logGroup,
          because: 'it writes its log there',
        }))),
    ...(traced
      ? ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({
          action,
          resource: '*',
          because: 'it sends traces to X-Ray',
        }))
      : []),
    ...(isArray(calls)
      ? calls.map((call) => ({ action: String(call), resource: '*', because: 'its code calls it' }))
      : []),
  ];
}
