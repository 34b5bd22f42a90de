export {
  type FunctionResource,
  findIntegration,
  integrationRow,
  integrations,
  type OptimizedIntegration,
  type RefusedResource,
  type SdkIntegration,
} from './find';
export { fillArn, type Permission, permissionsFor, type Whereabouts } from './iam';
export { integrationsPage } from './page';
export { cannotStart, type ParameterFault, startCheck, startFaults, writtenFaults } from './parameters';
export { type ParsedResource, type Pattern, parseResource } from './resource';
export {
  type ArnTemplate,
  type ErrorNames,
  type Grant,
  type IntegrationRow,
  type Job,
  type Parameter,
  type ParameterKind,
  parametersOf,
} from './row';
export { type SdkService, sdkOperation, sdkService, sdkServiceIds } from './sdk';
export { type SdkMembers, sdkMemberName, sdkMembers } from './sdk-members';
