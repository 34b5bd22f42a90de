// Names that callers give to jobs, and what services say of one that is taken.
import type { IntegrationRow } from '../../integrations';
import type { JsonObject } from '../../json';
import { text } from '../read';
import { ServiceError } from '../service-error';
import type { World } from '../world';
import { describe } from './descriptions';
import type { SimulatedJob } from './job';

/** The id that the caller gives to jobs that have names. */
export function nameOf({ job }: IntegrationRow, parameters: JsonObject): string | undefined {
  return job?.id.startsWith('=') ? text(parameters, job.id.slice(1)) : undefined;
}

/**
 * AWS: names of SageMaker's jobs and EKS's clusters are used once; other services do not mind.
 * @param known the job that has the name
 */
export function checkName(known: SimulatedJob, world: World): void {
  const { row, id } = known;
  if (row.service === 'sagemaker') throw sageMakerNameTaken(row, id, String(describe(known, world)[row.result]));
  if (row.service === 'eks' && row.action.startsWith('create')) {
    const what = known.facts.wrap ?? 'Resource';
    throw new ServiceError('ResourceInUseException', `${what} already exists with name: ${id}`, { status: 409 });
  }
}

/** AWS: as users have met it, an error of its own for training and for tuning. */
function sageMakerNameTaken({ action }: IntegrationRow, name: string, existing: string): ServiceError {
  switch (action) {
    case 'createTrainingJob':
      return new ServiceError(
        'ResourceInUse',
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${existing})`,
      );
    case 'createHyperParameterTuningJob':
      return new ServiceError(
        'ResourceInUse',
        `A hyperparameter tuning job with the name, ${name}, already exists. Choose a different name.`,
      );
    default:
      return new ServiceError(
        'ValidationException',
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${existing})`,
        { listed: false },
      );
  }
}
