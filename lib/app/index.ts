export { type Adopting, adoptApp } from './adopt';
export { appResources, functionDefinition, functionFinder } from './resources';
export { Siblings } from './siblings';
export { type AnsweredBy, type AppServices, type AppWorld, type AppWorldOptions, openAppWorld } from './world';
