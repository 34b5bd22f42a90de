// The environment variables by which AWS Step Functions Local is told where the services of tasks are
// (Developer Guide, "Setting configuration options for Step Functions Local").
import type { AnsweredBy } from '../services';

/** Variable → the names under which tasks call the service. LAMBDA_ENDPOINT is not among them: it is --lambda-endpoint. */
const variables: { readonly [name: string]: readonly string[] } = {
  BATCH_ENDPOINT: ['batch'],
  DYNAMODB_ENDPOINT: ['dynamodb'],
  ECS_ENDPOINT: ['ecs'],
  GLUE_ENDPOINT: ['glue'],
  SAGE_MAKER_ENDPOINT: ['sagemaker'],
  SNS_ENDPOINT: ['sns'],
  SQS_ENDPOINT: ['sqs'],
  STEP_FUNCTIONS_ENDPOINT: ['sfn', 'states'],
};

/** Where tasks of some services are sent. */
export interface ServiceEndpoints {
  /** Service → URL. */
  readonly endpoints: { readonly [service: string]: string };
  /** The same services, answered there and nowhere else. */
  readonly chosen: { readonly [service: string]: AnsweredBy };
}

/**
 * What the variables say; undefined when they say nothing.
 * @param port our own: STEP_FUNCTIONS_ENDPOINT usually names this very server, which needs no way around
 * @throws Error naming a variable whose value is no URL
 */
export function endpointVariables(
  environment: { readonly [name: string]: string | undefined },
  port: number,
): ServiceEndpoints | undefined {
  const endpoints: { [service: string]: string } = {};
  const chosen: { [service: string]: AnsweredBy } = {};
  for (const [variable, services] of Object.entries(variables)) {
    const text = environment[variable];
    if (text === undefined || text === '' || isHere(variable, text, port)) continue;
    for (const service of services) {
      endpoints[service] = text;
      chosen[service] = 'pass-through';
    }
  }
  return Object.keys(endpoints).length === 0 ? undefined : { endpoints, chosen };
}

function isHere(variable: string, text: string, port: number): boolean {
  if (!URL.canParse(text)) throw new Error(`${variable} must be a URL, got "${text}"`);
  const url = new URL(text);
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) && url.port === String(port);
}
