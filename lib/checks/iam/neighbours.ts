// Roles around a state machine: those that its jobs work as (SFN414), and those that schedules and rules start it with
// (SFN415).
import type { Assembly, Role } from '../../assembly';
import { findIntegration } from '../../integrations';
import { type Finding, finding } from '../finding';
import { about, type Subject } from '../subject';
import { objectOf, type StateAt, textOf, texts } from '../walk';
import { decide } from './evaluate';
import { lockedThings } from './keys';
import { parametersOf } from './needs';
import { statementsOf } from './prove';

interface JobNeed {
  readonly action: string;
  readonly resource: string;
  readonly because: string;
}

/** SFN414: what a SageMaker job does with the role that it is given. */
export function jobRoleFindings(subject: Subject): readonly Finding[] {
  const seen = new Set<string>();
  return subject.states.flatMap((at) => {
    const role = passedRole(subject.assembly, at);
    if (role === undefined || role.managedPolicyArns.length > 0) return [];
    return jobNeeds(subject, at)
      .filter((need) => decide(statementsOf(role), need.action, need.resource) === 'denied')
      .filter((need) => !seen.has(`${role.arn} ${need.action}`) && seen.add(`${role.arn} ${need.action}`))
      .map(({ action, resource, because }) =>
        about(subject, 'SFN414', at, `the role ${role.name} does not allow ${action} on ${resource} (${because})`),
      );
  });
}

function passedRole(assembly: Assembly, at: StateAt): Role | undefined {
  const integration = findIntegration(textOf(at.state, 'Resource') ?? '');
  if (at.type !== 'Task' || integration.found !== 'optimized' || integration.service !== 'sagemaker') return undefined;
  const parameters = parametersOf(at);
  const definition = objectOf(parameters, 'TrainingJobDefinition') ?? parameters;
  const arn = textOf(definition, 'RoleArn');
  return assembly.roles.find((role) => role.arn === arn);
}

function jobNeeds({ assembly, machine }: Subject, at: StateAt): readonly JobNeed[] {
  const logs = `arn:aws:logs:${machine.region}:${machine.account}:log-group:/aws/sagemaker/*`;
  const parameters = parametersOf(at);
  const image = texts(parameters)
    .map(({ text }) => /^(\d+)\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(text))
    .find((match) => match !== null);
  const on = (actions: readonly string[], resource: string, because: string) =>
    actions.map((action) => ({ action, resource, because }));
  return [
    ...on(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], '*', 'the job reads and writes its data'),
    ...on(
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      logs,
      'the job writes its log',
    ),
    ...on(['cloudwatch:PutMetricData'], '*', 'the job writes its metrics'),
    ...lockedThings(assembly)
      .filter(({ arn, name }) => arn.includes(':s3:') && machine.definition.includes(`s3://${name}/`))
      .flatMap(({ name, keyArn }) =>
        on(['kms:Decrypt', 'kms:GenerateDataKey'], keyArn, `${name} is encrypted with a customer key`),
      ),
    ...(image === undefined
      ? []
      : [
          ...on(['ecr:GetAuthorizationToken'], '*', 'the job pulls its image'),
          ...on(
            ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
            `arn:aws:ecr:${image[2]}:${image[1]}:repository/${image[3]}`,
            'the job pulls its image',
          ),
        ]),
  ];
}

/** SFN415: schedules and rules that start a machine with a role that may not. */
export function triggerFindings(assembly: Assembly): readonly Finding[] {
  const machines = new Map(assembly.machines.map((machine) => [machine.arn, machine]));
  const triggers = [
    ...assembly.schedules.map((schedule) => ({ trigger: schedule, target: schedule.target })),
    ...assembly.rules.flatMap((rule) => rule.targets.map((target) => ({ trigger: rule, target }))),
  ];
  return triggers.flatMap(({ trigger, target }) => {
    const machine = machines.get(target.arn);
    const role = assembly.roles.find((one) => one.arn === target.roleArn);
    if (machine === undefined || role === undefined || role.managedPolicyArns.length > 0) return [];
    if (decide(statementsOf(role), 'states:StartExecution', machine.arn) !== 'denied') return [];
    const { stack, logicalId, constructPath } = trigger;
    return [
      finding(
        'SFN415',
        { stack, logicalId, constructPath },
        `the role ${role.name} does not allow states:StartExecution on ${machine.arn} (it starts ${machine.constructPath})`,
      ),
    ];
  });
}
