// What Map Runs read from and write to: the objects of this world.
import type { MapRunCall } from '../../engine';
import type { Objects } from '../s3/objects';
import { openItems } from './reader';
import type { ItemSource } from './source';
import { openWriter, type ResultWriter } from './writer';

export interface MapData {
  open(call: MapRunCall): ItemSource;
  writer(call: MapRunCall, redrives: number): ResultWriter | undefined;
}

/** ItemReader and ResultWriter over S3's objects. */
export function mapData(objects: Objects): MapData {
  return { open: (call) => openItems(call, objects), writer: (call, redrives) => openWriter(call, objects, redrives) };
}
