export { Driver, type DriverOptions, type MapRunner, type StartOptions } from './driver';
export { type Host, type SystemHostOptions, systemHost, type VirtualHostOptions, virtualHost } from './host';
export type { Pending, Running } from './running';
