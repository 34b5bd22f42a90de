export { type ParsedResource, type Pattern, parseResource } from './resource';
