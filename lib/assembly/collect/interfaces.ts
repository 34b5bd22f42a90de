// APIs and log groups: enough to find them.
import type { Api, LogGroup } from '../model-resources';
import { numberAt, type Subject, textAt } from './subject';

export function api({ identity, properties, ref, stack }: Subject): Api {
  const rest = identity.cfnType === 'AWS::ApiGateway::RestApi';
  return {
    ...identity,
    apiId: ref,
    protocol: rest ? 'REST' : textAt(properties, 'ProtocolType') === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP',
    endpoint: `https://${ref}.execute-api.${stack.region}.${stack.source.environment.urlSuffix}`,
  };
}

export function logGroup({ identity, properties }: Subject): LogGroup {
  return { ...identity, retentionInDays: numberAt(properties, 'RetentionInDays') };
}
