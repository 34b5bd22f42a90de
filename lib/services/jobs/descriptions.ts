// Descriptions of jobs as their services give them, so that paths such as $.JobRun.Id or $.QueryExecution.Status find what
// they would find in AWS. Times are in milliseconds, as in the results of .sync tasks.
import { isObject, type Json, type JsonObject, type MutableJsonObject } from '../../json';
import { object, objects, text } from '../read';
import { arn, type World } from '../world';
import { endedAt, type SimulatedJob, statusOf, succeeded } from './job';

/** The description of a job now. */
export function describe(job: SimulatedJob, world: World): JsonObject {
  const shape = SHAPES[job.row.service] ?? generic;
  const { facts } = job;
  const now = world.now();
  const description = merged(shape(job, world, now), job.result);
  return withStatus(description, facts.status.split('.'), statusOf(job, now));
}

type Shape = (job: SimulatedJob, world: World, now: number) => JsonObject;

/** Most services describe a job by what it was started with, its id and its times. */
const generic: Shape = (job, _, now) => {
  const name = job.facts.id.replace(/^=/, '').split('.').at(-1) ?? 'Id';
  const end = endedAt(job, now);
  return {
    ...job.parameters,
    [name]: job.id,
    ...times(job, end, 'StartedOn', 'CompletedOn'),
    ...reason(job, 'ErrorMessage'),
  };
};

const glue: Shape = (job, _, now) => {
  const end = endedAt(job, now);
  return {
    Attempt: 0,
    ...times(job, end, 'StartedOn', 'CompletedOn'),
    ExecutionTime: Math.floor(((end ?? now) - job.startedAt) / 1000),
    GlueVersion: '4.0',
    LastModifiedOn: end ?? now,
    LogGroupName: '/aws-glue/jobs',
    MaxCapacity: 10,
    NumberOfWorkers: 10,
    PredecessorRuns: [],
    Timeout: 2880,
    WorkerType: 'G.1X',
    ...job.parameters,
    Id: job.id,
    ...reason(job, 'ErrorMessage'),
  };
};

const batch: Shape = (job, world, now) => {
  const end = endedAt(job, now);
  const overrides = object(job.parameters, 'ContainerOverrides');
  const container: JsonObject = {
    Command: [],
    Environment: [],
    Image: 'local',
    Vcpus: 1,
    Memory: 2048,
    ...overrides,
    ...(end === undefined ? {} : { ExitCode: exitCode(job) }),
  };
  const attempt = {
    Container: { ExitCode: exitCode(job) },
    StartedAt: job.startedAt,
    StatusReason: 'Essential container in task exited',
    StoppedAt: end ?? now,
  };
  return {
    Attempts: end === undefined ? [] : [attempt],
    Container: container,
    CreatedAt: job.startedAt,
    DependsOn: [],
    Parameters: {},
    Tags: {},
    ...job.parameters,
    JobArn: arn(world, 'batch', `job/${job.id}`),
    JobId: job.id,
    ...times(job, end, 'StartedAt', 'StoppedAt'),
    ...(end === undefined ? {} : { StatusReason: job.failure ?? 'Essential container in task exited' }),
  };
};

const ecs: Shape = (job, world, now) => {
  const end = endedAt(job, now);
  const named = objects(object(job.parameters, 'Overrides'), 'ContainerOverrides').map(
    (one) => text(one, 'Name') ?? 'main',
  );
  const cluster = text(job.parameters, 'Cluster') ?? 'default';
  return {
    Attachments: [],
    ClusterArn: cluster.startsWith('arn:') ? cluster : arn(world, 'ecs', `cluster/${cluster}`),
    Containers: (named.length > 0 ? named : ['main']).map((name) => ({
      ContainerArn: `${job.id.replace(':task/', ':container/')}/${name}`,
      LastStatus: statusOf(job, now),
      Name: name,
      NetworkInterfaces: [],
      TaskArn: job.id,
      ...(end === undefined ? {} : { ExitCode: exitCode(job) }),
    })),
    Cpu: '256',
    CreatedAt: job.startedAt,
    DesiredStatus: end === undefined ? 'RUNNING' : 'STOPPED',
    LaunchType: text(job.parameters, 'LaunchType') ?? 'FARGATE',
    Memory: '512',
    Overrides: object(job.parameters, 'Overrides'),
    StartedBy: 'AWS Step Functions',
    ...times(job, end, 'StartedAt', 'StoppedAt'),
    ...(end === undefined
      ? {}
      : {
          StopCode: job.stoppedAt === undefined ? 'EssentialContainerExited' : 'UserInitiated',
          StoppedReason: job.failure ?? 'Essential container in task exited',
        }),
    Tags: [],
    TaskArn: job.id,
    TaskDefinitionArn: text(job.parameters, 'TaskDefinition') ?? '',
    Version: 1,
  };
};

const athena: Shape = (job, _, now) => {
  const end = endedAt(job, now);
  const elapsed = (end ?? now) - job.startedAt;
  const location = text(object(job.parameters, 'ResultConfiguration'), 'OutputLocation');
  return {
    EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3', SelectedEngineVersion: 'AUTO' },
    Query: text(job.parameters, 'QueryString') ?? '',
    QueryExecutionContext: object(job.parameters, 'QueryExecutionContext'),
    QueryExecutionId: job.id,
    ResultConfiguration:
      location === undefined ? {} : { OutputLocation: `${location.replace(/\/?$/, '/')}${job.id}.csv` },
    StatementType: 'DML',
    Statistics: {
      DataScannedInBytes: 0,
      EngineExecutionTimeInMillis: elapsed,
      QueryQueueTimeInMillis: 0,
      TotalExecutionTimeInMillis: elapsed,
    },
    Status: { ...times(job, end, 'SubmissionDateTime', 'CompletionDateTime'), ...reason(job, 'StateChangeReason') },
    WorkGroup: text(job.parameters, 'WorkGroup') ?? 'primary',
  };
};

const codebuild: Shape = (job, world, now) => {
  const end = endedAt(job, now);
  const project = text(job.parameters, 'ProjectName') ?? job.id.split(':')[0] ?? '';
  return {
    Arn: arn(world, 'codebuild', `build/${job.id}`),
    BuildComplete: end !== undefined,
    BuildNumber: 1,
    CurrentPhase: end === undefined ? 'BUILD' : 'COMPLETED',
    Id: job.id,
    Initiator: 'AWS Step Functions',
    ProjectName: project,
    ...times(job, end, 'StartTime', 'EndTime'),
  };
};

const emr: Shape = (job, _, now) => {
  const end = endedAt(job, now);
  const step = object(job.parameters, 'Step');
  const cluster = job.facts.wrap === 'Cluster';
  return {
    ...(cluster
      ? job.parameters
      : {
          Name: text(step, 'Name') ?? job.id,
          ActionOnFailure: text(step, 'ActionOnFailure') ?? 'CONTINUE',
          Config: object(step, 'HadoopJarStep'),
        }),
    Id: job.id,
    Status: {
      StateChangeReason: job.failure === undefined ? {} : { Message: job.failure },
      Timeline: {
        CreationDateTime: job.startedAt,
        ...times(job, end, cluster ? 'ReadyDateTime' : 'StartDateTime', 'EndDateTime'),
      },
    },
  };
};

const sagemaker: Shape = (job, world, now) => {
  const end = endedAt(job, now);
  const noun = job.facts.id.replace(/^=/, '').replace(/Name$/, '');
  const kind = noun.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  const path = text(object(job.parameters, 'OutputDataConfig'), 'S3OutputPath');
  const trained = noun === 'TrainingJob' && path !== undefined && end !== undefined && succeeded(job);
  return {
    ...job.parameters,
    [`${noun}Arn`]: arn(world, 'sagemaker', `${kind}/${job.id}`),
    CreationTime: job.startedAt,
    LastModifiedTime: end ?? now,
    ...(noun === 'TrainingJob' ? { SecondaryStatus: end === undefined ? 'Training' : statusOf(job, now) } : {}),
    ...(trained
      ? { ModelArtifacts: { S3ModelArtifacts: `${path.replace(/\/?$/, '/')}${job.id}/output/model.tar.gz` } }
      : {}),
    ...times(
      job,
      end,
      noun === 'TrainingJob' ? 'TrainingStartTime' : 'ProcessingStartTime',
      noun === 'TrainingJob' ? 'TrainingEndTime' : 'ProcessingEndTime',
    ),
    ...reason(job, 'FailureReason'),
  };
};

const SHAPES: { readonly [service: string]: Shape } = {
  glue,
  batch,
  ecs,
  athena,
  codebuild,
  elasticmapreduce: emr,
  sagemaker,
};

function times(job: SimulatedJob, end: number | undefined, start: string, stop: string): JsonObject {
  return end === undefined ? { [start]: job.startedAt } : { [start]: job.startedAt, [stop]: end };
}

function reason(job: SimulatedJob, member: string): JsonObject {
  return job.failure === undefined ? {} : { [member]: job.failure };
}

function exitCode(job: SimulatedJob): number {
  return succeeded(job) ? 0 : 1;
}

function withStatus(description: JsonObject, path: readonly string[], status: string): JsonObject {
  const [step = '', ...rest] = path;
  const below = description[step];
  return {
    ...description,
    [step]: rest.length === 0 ? status : withStatus(isObject(below) ? below : {}, rest, status),
  };
}

/** Members of the right side win; objects are merged through. */
export function merged(left: JsonObject, right: JsonObject): JsonObject {
  const all: MutableJsonObject = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const known: Json | undefined = all[name];
    all[name] = isObject(known) && isObject(value) ? merged(known, value) : value;
  }
  return all;
}
