// Ids of simulated jobs.
import type { IntegrationRow } from '../../integrations';
import type { JsonObject } from '../../json';
import { text } from '../read';
import type { World } from '../world';

/** Under which a job is kept: jobs of one kind do not share ids. */
export function key(row: IntegrationRow, id: string): string {
  return `${row.api?.service ?? row.service}/${row.job?.wrap ?? row.job?.at ?? row.action}/${id}`;
}

/** Ids look as the service makes them. */
export function jobId(row: IntegrationRow, parameters: JsonObject, world: World): string {
  const uuid = world.uuid();
  if (row.service === 'glue') return `jr_${uuid.replaceAll('-', '')}`;
  if (row.service === 'ecs')
    return `arn:${world.partition}:ecs:${world.region}:${world.account}:task/${text(parameters, 'Cluster')?.split('/').at(-1) ?? 'default'}/${uuid.replaceAll('-', '')}`;
  if (row.service === 'codebuild') return `${text(parameters, 'ProjectName') ?? 'project'}:${uuid}`;
  if (row.service === 'elasticmapreduce')
    return `${row.job?.wrap === 'Step' ? 's' : 'j'}-${uuid.replaceAll('-', '').slice(0, 13).toUpperCase()}`;
  if (row.service === 'bedrock')
    return `arn:${world.partition}:bedrock:${world.region}:${world.account}:model-customization-job/${uuid}`;
  return uuid;
}

/** The API behind a row; what has none goes by its own names. */
export function serviceOf(row: IntegrationRow): string {
  return row.api?.service ?? row.service;
}

export function operationOf(row: IntegrationRow): string {
  return row.api?.operation ?? row.action;
}
