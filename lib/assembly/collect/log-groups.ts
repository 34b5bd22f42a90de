import type { LogGroup } from '../model-resources';
import { numberAt, type Subject } from './subject';

export function logGroup({ identity, properties }: Subject): LogGroup {
  return { ...identity, retentionInDays: numberAt(properties, 'RetentionInDays') };
}
