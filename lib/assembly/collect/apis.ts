// APIs with their methods: REST APIs keep paths in a tree of resources, HTTP APIs in the keys of their routes.
import type { Api, ApiMethod } from '../model-resources';
import { objectAt, type Subject, textAt } from './subject';

export function api(subject: Subject, others: readonly Subject[]): Api {
  const { identity, properties, ref, stack } = subject;
  const rest = identity.cfnType === 'AWS::ApiGateway::RestApi';
  return {
    ...identity,
    apiId: ref,
    protocol: rest ? 'REST' : textAt(properties, 'ProtocolType') === 'WEBSOCKET' ? 'WEBSOCKET' : 'HTTP',
    endpoint: `https://${ref}.execute-api.${stack.region}.${stack.source.environment.urlSuffix}`,
    routes: rest ? restMethods(ref, others) : httpRoutes(ref, others),
  };
}

const ofType = (subjects: readonly Subject[], type: string) =>
  subjects.filter(({ identity }) => identity.cfnType === type);

function restMethods(apiId: string, subjects: readonly Subject[]): ApiMethod[] {
  const resources = new Map(ofType(subjects, 'AWS::ApiGateway::Resource').map((one) => [one.ref, one]));
  const pathOf = (id: string | undefined): string => {
    const resource = id === undefined ? undefined : resources.get(id);
    if (resource === undefined) return '';
    return `${pathOf(textAt(resource.properties, 'ParentId'))}/${textAt(resource.properties, 'PathPart') ?? ''}`;
  };
  return ofType(subjects, 'AWS::ApiGateway::Method')
    .filter(({ properties }) => textAt(properties, 'RestApiId') === apiId)
    .flatMap(({ properties }) => {
      const functionArn = invokedBy(textAt(properties, 'Integration', 'Uri'));
      if (functionArn === undefined) return [];
      const templates = objectAt(properties, 'Integration', 'RequestTemplates') ?? {};
      return [
        {
          method: textAt(properties, 'HttpMethod') ?? 'ANY',
          path: pathOf(textAt(properties, 'ResourceId')) || '/',
          functionArn,
          integration: textAt(properties, 'Integration', 'Type') === 'AWS' ? 'AWS' : 'AWS_PROXY',
          template: textAt(templates, 'application/json'),
          payloadFormat: '1.0',
        } satisfies ApiMethod,
      ];
    });
}

function httpRoutes(apiId: string, subjects: readonly Subject[]): ApiMethod[] {
  const integrations = new Map(ofType(subjects, 'AWS::ApiGatewayV2::Integration').map((one) => [one.ref, one]));
  return ofType(subjects, 'AWS::ApiGatewayV2::Route')
    .filter(({ properties }) => textAt(properties, 'ApiId') === apiId)
    .flatMap(({ properties }) => {
      const [, id = ''] = (textAt(properties, 'Target') ?? '').split('/');
      const integration = integrations.get(id)?.properties ?? {};
      const uri = textAt(integration, 'IntegrationUri');
      const functionArn = invokedBy(uri) ?? (uri !== undefined && /^arn:[^:]+:lambda:/.test(uri) ? uri : undefined);
      const [method = '', path = '$default'] = (textAt(properties, 'RouteKey') ?? '').split(' ');
      if (functionArn === undefined) return [];
      return [
        {
          method: method === '$default' ? 'ANY' : method,
          path,
          functionArn,
          integration: 'AWS_PROXY',
          template: undefined,
          payloadFormat: textAt(integration, 'PayloadFormatVersion') === '1.0' ? '1.0' : '2.0',
        } satisfies ApiMethod,
      ];
    });
}

/** `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations` */
function invokedBy(uri: string | undefined): string | undefined {
  return /functions\/(arn:[^/]+)\/invocations$/.exec(uri ?? '')?.[1];
}
