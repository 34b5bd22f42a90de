// SFN207, 404, 406, 407, 409: what a definition and the resources around it have to agree on.
import type { LambdaFunction } from '../assembly';
import { findIntegration } from '../integrations';
import { own } from '../json';
import { type Finding, finding } from './finding';
import { parametersOf } from './iam/needs';
import { statementsOf } from './iam/prove';
import { about, resourceWithArn, roleOf, type Subject } from './subject';
import { isDistributed, objectOf, type StateAt, textOf } from './walk';

export function resourceFindings(subject: Subject): readonly Finding[] {
  return [
    ...subject.states.flatMap((at) => [...jobName(subject, at), ...writerWithoutPlace(subject, at)]),
    ...pinnedVersions(subject),
    ...logGroups(subject),
  ];
}

/** Parameters that name what a job creates: the name must be new for every attempt. */
const jobNames: { readonly [action: string]: string } = {
  'sagemaker:createTrainingJob': 'TrainingJobName',
  'sagemaker:createTransformJob': 'TransformJobName',
  'sagemaker:createProcessingJob': 'ProcessingJobName',
  'sagemaker:createHyperParameterTuningJob': 'HyperParameterTuningJobName',
  'sagemaker:createLabelingJob': 'LabelingJobName',
  'states:startExecution': 'Name',
};

function jobName(subject: Subject, at: StateAt): Finding[] {
  const resource = textOf(at.state, 'Resource');
  if (at.type !== 'Task' || resource === undefined) return [];
  const integration = findIntegration(resource);
  const field =
    integration.found === 'optimized' ? jobNames[`${integration.service}:${integration.action}`] : undefined;
  if (field === undefined) return [];
  const parameters = parametersOf(at);
  const computed = textOf(parameters, `${field}.$`);
  const name = computed ?? textOf(parameters, field);
  if (name === undefined) return [];
  if (computed === undefined && !name.startsWith('{%'))
    return [about(subject, 'SFN207', at, `${field} is always "${name}"`)];
  return sameForEveryAttempt(name)
    ? [about(subject, 'SFN207', at, `${field} is ${name}, the same for every attempt of an execution`)]
    : [];
}

/** Whether an expression uses the context object alone, and of it nothing that changes with a retry or a redrive. */
function sameForEveryAttempt(expression: string): boolean {
  const bare = expression.replace(/'(?:\\.|[^'\\])*'/g, "''");
  const uses = [...bare.matchAll(/\$\$?[A-Za-z_][\w.]*|\$\$?\.[\w.]+|States\.\w+/g)].map(([use]) => use);
  const steady =
    /^(?:\$\$|\$states\.context)\.(?:Execution\.(?:Name|Id|StartTime|RoleArn)|StateMachine\.\w+|State\.Name)$/;
  return uses.some((use) => steady.test(use)) && uses.every((use) => steady.test(use) || use === 'States.Format');
}

function writerWithoutPlace(subject: Subject, at: StateAt): Finding[] {
  const writer = objectOf(at.state, 'ResultWriter');
  if (at.type !== 'Map' || !isDistributed(at.state) || writer === undefined) return [];
  if (objectOf(writer, 'WriterConfig') !== undefined && own(writer, 'Resource') === undefined) return [];
  const place = objectOf(writer, 'Parameters') ?? objectOf(writer, 'Arguments') ?? {};
  const given =
    ['Bucket', 'Bucket.$'].some((name) => own(place, name) !== undefined) ||
    typeof own(writer, 'Arguments') === 'string';
  return given ? [] : [about(subject, 'SFN404', at, 'its ResultWriter names no bucket')];
}

const qualified = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:*]+:(\d+)$/;

function pinnedVersions(subject: Subject): Finding[] {
  const role = roleOf(subject.assembly, subject.machine);
  if (role === undefined) return [];
  return statementsOf(role)
    .filter((statement) => statement.effect === 'Allow')
    .flatMap((statement) =>
      statement.resources
        .filter((resource) => qualified.test(resource))
        // Not pinned where another resource of the same statement takes all qualifiers.
        .filter((resource) => !statement.resources.includes(resource.replace(/:\d+$/, ':*')))
        .map((resource) =>
          about(
            subject,
            'SFN406',
            undefined,
            `the role ${role.name} allows ${resource} and no other version of the function`,
          ),
        ),
    );
}

function logGroups(subject: Subject): Finding[] {
  return subject.machine.logging.logGroupArns.flatMap((arn) => {
    const name = /:log-group:([^:]+)/.exec(arn)?.[1];
    if (name === undefined || name.startsWith('/aws/vendedlogs/')) return [];
    const group = resourceWithArn(subject.assembly, arn);
    return [
      about(
        subject,
        'SFN407',
        undefined,
        `it logs to ${name}${group === undefined ? '' : ` (${group.constructPath})`}`,
      ),
    ];
  });
}

/** SFN409: the code of a function is known and does not hold its handler. `holds` looks into the code. */
export function handlerFile(handler: LambdaFunction, holds: (handler: LambdaFunction) => boolean): readonly Finding[] {
  if (handler.runtime === undefined || 'inline' in handler.code || 'unavailable' in handler.code) return [];
  const place = { stack: handler.stack, logicalId: handler.logicalId, constructPath: handler.constructPath };
  return holds(handler) ? [] : [finding('SFN409', place, `its code has no file for the handler ${handler.handler}`)];
}
