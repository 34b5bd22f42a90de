export { after, fail, never, timeout, times } from '../services';
export { Bench } from './bench';
export { byInput, sequence, succeed } from './replies';
export { fromApp, fromAssembly, fromDefinition, fromFile, fromTemplate } from './source';
