// ItemReader: from the resolved fields of a Map state to its items.
// SPEC input-output-itemreader.
import type { MapRunCall } from '../../engine';
import { isArray, type Json, type JsonObject, own } from '../../json';
import { list, text } from '../read';
import type { Objects } from '../s3/objects';
import { checkThere, type Gauge, type Place, textOf, uri } from './bytes';
import { CsvRows } from './csv';
import { type Decoder, JsonLines, parseItem } from './decoder';
import { readerFailed } from './failure';
import type { Format } from './format';
import { JsonArray } from './json-array';
import { dataFiles, inventoryFiles } from './manifest';
import { parquetRows } from './parquet';
import { type Group, GroupedSource, type ItemSource } from './source';

/** Items are given in groups of that many where they are made one by one. */
const groupItems = 1000;
/** MaxItems above this count as none. */
const itemsMax = 100_000_000;

/**
 * Opens an ItemReader. Nothing is read before the first item is asked for.
 * @throws MapDataError for fields that cannot be right; the source throws it for what is wrong with the data
 */
export function openItems(call: MapRunCall, objects: Objects): ItemSource {
  const { items } = call;
  if (items.from !== 'reader') throw new Error(`state ${call.path} has no ItemReader`);
  const { config } = items;
  const limit = maxItems(config);
  const resource = items.resource.replace(/^arn:[^:]*:states:::(aws-sdk:)?/, '');
  if (resource !== 's3:getObject' && resource !== 's3:listObjectsV2') {
    throw readerFailed(`The ItemReader resource must be s3:getObject or s3:listObjectsV2, not ${items.resource}.`);
  }
  const gauge: Gauge = { size: 0, read: 0 };
  const groups =
    resource === 's3:listObjectsV2'
      ? listed(objects, items.arguments, config)
      : read(objects, items.arguments, config, gauge);
  return new GroupedSource(groups, limit, gauge);
}

/**
 * The items of a file's text, which somebody has at hand: nobody knows where it came from.
 * @throws MapDataError for a text that is none of the kind that the configuration names
 */
export function itemsOfText(fileText: string, config: JsonObject): readonly Json[] {
  const inputType = text(config, 'InputType') ?? 'JSON';
  const values = inputType === 'CSV' ? whole(csvRows(config), fileText) : whole(jsonTexts(inputType, config), fileText);
  return values.slice(0, maxItems(config)).map((value) => (inputType === 'CSV' ? value : parseItem(value as string)));
}

function maxItems(config: JsonObject): number | undefined {
  const given = own(config, 'MaxItems');
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'number' || !Number.isInteger(given)) throw readerFailed('field MaxItems must be an integer');
  if (given < 0) throw readerFailed('field MaxItems must be positive');
  // AWS: 0 reads all, and so does more than the service's maximum.
  return given === 0 || given > itemsMax ? undefined : given;
}

function placeOf(request: JsonObject): Place {
  const bucket = text(request, 'Bucket');
  const key = text(request, 'Key');
  if (bucket === undefined || key === undefined) throw readerFailed('The ItemReader needs Bucket and Key.');
  return { bucket: bucket.replace(/^arn:[^:]*:s3:::/, ''), key };
}

async function* read(objects: Objects, request: JsonObject, config: JsonObject, gauge: Gauge): AsyncGenerator<Group> {
  const place = placeOf(request);
  const inputType = text(config, 'InputType') ?? 'JSON';
  const manifest = text(config, 'ManifestType');
  if (inputType === 'MANIFEST' && manifest !== 'ATHENA_DATA') {
    for await (const { file, format } of inventoryFiles(objects, place)) yield* fileItems(objects, file, format, place);
  } else if (manifest === 'ATHENA_DATA') {
    for await (const { file, format } of dataFiles(objects, place, inputType, config))
      yield* fileItems(objects, file, format, file);
  } else {
    // Of one file it is known how much there is; a manifest names any number of them.
    gauge.size = objects.blobs.head(place.bucket, place.key)?.size ?? 0;
    yield* fileItems(objects, place, { inputType, config }, place, gauge);
  }
}

/** The items of one data file, whatever it is. */
async function* fileItems(
  objects: Objects,
  file: Place,
  format: Format,
  from: Place,
  gauge?: Gauge,
): AsyncGenerator<Group> {
  const source = uri(from);
  const { inputType, config } = format;
  switch (inputType) {
    case 'PARQUET':
      for await (const values of parquetRows(objects, file, gauge)) yield { source, values };
      return;
    case 'CSV': {
      const rows = csvRows(config);
      for await (const piece of textOf(objects, file, gauge)) yield { source, values: rows.push(piece) };
      yield { source, values: rows.end() };
      return;
    }
    default: {
      const decoder = jsonTexts(inputType, config);
      for await (const piece of textOf(objects, file, gauge)) yield { source, texts: decoder.push(piece) };
      yield { source, texts: decoder.end() };
    }
  }
}

function csvRows(config: JsonObject): CsvRows {
  return new CsvRows({ headers: headers(config), delimiter: text(config, 'CSVDelimiter') ?? 'COMMA' });
}

function jsonTexts(inputType: string, config: JsonObject): Decoder<string> {
  if (inputType === 'JSON') return new JsonArray(text(config, 'ItemsPointer'));
  if (inputType === 'JSONL') return new JsonLines();
  throw readerFailed(`InputType must be one of CSV, JSON, JSONL, PARQUET, MANIFEST, not ${inputType}.`);
}

function whole<T>(decoder: Decoder<T>, fileText: string): readonly T[] {
  return [...decoder.push(fileText), ...decoder.end()];
}

function headers(config: JsonObject): readonly string[] | undefined {
  const location = text(config, 'CSVHeaderLocation') ?? 'FIRST_ROW';
  if (location === 'FIRST_ROW') return undefined;
  if (location !== 'GIVEN') throw readerFailed(`CSVHeaderLocation must be FIRST_ROW or GIVEN, not ${location}.`);
  const given = own(config, 'CSVHeaders');
  if (!isArray(given) || given.length === 0)
    throw readerFailed('CSVHeaders must be given when CSVHeaderLocation is GIVEN.');
  return list(config, 'CSVHeaders').map(String);
}

/** s3:listObjectsV2: what lies in the bucket, or with LOAD_AND_FLATTEN what is in it. */
async function* listed(objects: Objects, request: JsonObject, config: JsonObject): AsyncGenerator<Group> {
  const bucket = (text(request, 'Bucket') ?? '').replace(/^arn:[^:]*:s3:::/, '');
  const prefix = text(request, 'Prefix') ?? '';
  if (!objects.blobs.hasBucket(bucket)) checkThere(objects, { bucket, key: prefix || '/' });
  const load = text(config, 'Transformation') === 'LOAD_AND_FLATTEN';
  const source = `s3://${bucket}/${prefix}`;
  let values: Json[] = [];
  for (const key of objects.blobs.keys(bucket, text(request, 'StartAfter'))) {
    if (!key.startsWith(prefix)) continue;
    const file = { bucket, key };
    if (load) {
      if (!key.endsWith('/'))
        yield* fileItems(objects, file, { inputType: text(config, 'InputType') ?? 'JSON', config }, file);
      continue;
    }
    const value = description(objects, file);
    if (value !== undefined) values.push(value);
    if (values.length >= groupItems) {
      yield { source, values };
      values = [];
    }
  }
  yield { source, values };
}

/** AWS: here the ETag is spelt Etag, and the time is in seconds. */
function description(objects: Objects, { bucket, key }: Place): Json | undefined {
  const facts = objects.blobs.head(bucket, key);
  if (facts === undefined) return undefined;
  return {
    Etag: facts.etag,
    Key: key,
    LastModified: Math.floor(facts.lastModified / 1000),
    Size: facts.size,
    StorageClass: 'STANDARD',
  };
}
