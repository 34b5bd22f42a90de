// From a Resource to what the tables say about it, or to the sentence with which the service refuses it.
import { type ParsedResource, parseResource } from './resource';
import type { IntegrationRow } from './row';
import { builds } from './rows-builds';
import { core } from './rows-core';
import { eks } from './rows-eks';
import { emr } from './rows-emr';
import { emrServerless } from './rows-emr-serverless';
import { jobs } from './rows-jobs';
import { learning } from './rows-learning';
import { messaging } from './rows-messaging';
import { type SdkService, sdkOperation, sdkService } from './sdk';

/** Every optimized integration. */
export const integrations: readonly IntegrationRow[] = [
  ...core,
  ...messaging,
  ...jobs,
  ...builds,
  ...emr,
  ...emrServerless,
  ...eks,
  ...learning,
];
const byName = new Map(integrations.map((row) => [`${row.service}:${row.action}`, row]));

export interface OptimizedIntegration extends ParsedResource {
  readonly found: 'optimized';
  readonly row: IntegrationRow;
}
export interface SdkIntegration extends ParsedResource {
  readonly found: 'aws-sdk';
  readonly sdk: SdkService;
  /** The API's own name of the action: `PutItem`. */
  readonly operation: string;
}
export interface FunctionResource extends ParsedResource {
  readonly found: 'function' | 'activity';
}
export interface RefusedResource {
  readonly found: 'refused';
  /** The service's own sentence. */
  readonly message: string;
  /** What is wrong, more exactly than the service says it. */
  readonly hint: string;
}

/** What a Task's Resource stands for. */
export function findIntegration(
  resource: string,
): OptimizedIntegration | SdkIntegration | FunctionResource | RefusedResource {
  const parsed = parseResource(resource);
  if (parsed === undefined) {
    return refused(resource, 'a Resource is a service integration, a Lambda function ARN or an activity ARN');
  }
  if (parsed.kind !== 'integration') return { found: parsed.kind, ...parsed };
  return parsed.service.startsWith('aws-sdk:') ? findSdk(resource, parsed) : findOptimized(resource, parsed);
}

/** The row of an optimized integration, or undefined. */
export function integrationRow(service: string, action: string): IntegrationRow | undefined {
  return byName.get(`${service}:${action}`);
}

function findOptimized(resource: string, parsed: ParsedResource): OptimizedIntegration | RefusedResource {
  const row = integrationRow(parsed.service, parsed.action);
  if (row === undefined) {
    const actions = integrations.filter((other) => other.service === parsed.service).map((other) => other.action);
    if (actions.length > 0) return refused(resource, `${parsed.service} has ${actions.join(', ')}`);
    const sdk = sdkService(parsed.service);
    return refused(
      resource,
      sdk === undefined
        ? `there is no optimized integration named "${parsed.service}"`
        : `use aws-sdk:${parsed.service}:${parsed.action}`,
    );
  }
  if (!row.patterns.includes(parsed.pattern)) {
    return refused(resource, `${row.service}:${row.action} has the patterns ${row.patterns.join(', ')}`);
  }
  return { found: 'optimized', ...parsed, row };
}

function findSdk(resource: string, parsed: ParsedResource): SdkIntegration | RefusedResource {
  const id = parsed.service.slice('aws-sdk:'.length);
  const sdk = sdkService(id);
  if (sdk === undefined) return refused(resource, `there is no AWS SDK integration named "${id}"`);
  const operation = sdkOperation(sdk, parsed.action);
  if (operation === undefined) return refused(resource, `${id} has no action "${parsed.action}"`);
  if (parsed.pattern !== 'requestResponse' && parsed.pattern !== 'waitForTaskToken') {
    return refused(resource, 'AWS SDK integrations have no .sync; poll, or use the optimized integration');
  }
  return { found: 'aws-sdk', ...parsed, sdk, operation };
}

function refused(resource: string, hint: string): RefusedResource {
  return {
    found: 'refused',
    message: `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    hint,
  };
}
