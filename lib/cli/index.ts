export { main } from './main';
export { type Streams, Terminal } from './terminal';
