// Map Runs over a store of objects in memory.
import type { MapRunCall } from '../../lib/engine';
import type { Json, JsonObject } from '../../lib/json';
import { createServices, type Objects, openItems } from '../../lib/services';
import { testWorld } from './harness';

export function store(files: { readonly [key: string]: string | Uint8Array } = {}): Objects {
  const { objects } = createServices({ world: testWorld(), resources: { buckets: ['data'] } });
  for (const [Key, bytes] of Object.entries(files)) objects.put({ Bucket: 'data', Key }, Buffer.from(bytes));
  return objects;
}

export function mapRun(more: Partial<MapRunCall>): MapRunCall {
  return {
    mapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:m/l:11111111-2222-4333-8444-555555555555',
    childStateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m/l',
    label: 'l',
    state: 'Map',
    path: 'Map',
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
    executionType: 'STANDARD',
    machine: {},
    items: { from: 'state', value: [] },
    select: (item) => item,
    batcher: undefined,
    maxConcurrency: 0,
    toleratedFailureCount: undefined,
    toleratedFailurePercentage: undefined,
    writer: undefined,
    redriven: false,
    ...more,
  };
}

export function reading(
  config: JsonObject,
  key = 'file',
  resource = 's3:getObject',
  more: JsonObject = {},
): MapRunCall {
  const given = resource === 's3:getObject' ? { Bucket: 'data', Key: key } : { Bucket: 'data' };
  return mapRun({
    items: { from: 'reader', resource: `arn:aws:states:::${resource}`, arguments: { ...given, ...more }, config },
  });
}

export async function itemsOf(objects: Objects, call: MapRunCall): Promise<Json[]> {
  const source = openItems(call, objects);
  const values: Json[] = [];
  for (;;) {
    const item = await source.next();
    if (item === undefined) return values;
    values.push(item.value);
  }
}
