// Manifests: files that name the files in which the items are.
import { isObject, type Json, type JsonObject } from '../../json';
import { objects as objectList, text } from '../read';
import type { Objects } from '../s3/objects';
import { type Place, textOf, uri } from './bytes';
import { CsvRows } from './csv';
import { parseItem } from './decoder';
import { readerFailed } from './failure';
import type { Format } from './format';

/** A file with items, and how they are written in it. */
export interface DataFile {
  readonly file: Place;
  readonly format: Format;
}

/** Manifests are small beside what they name; larger ones are refused. */
const manifestCharactersMax = 64 * 1024 * 1024;

/** The files of an S3 inventory: its manifest.json names bucket, format, columns and files. */
export async function* inventoryFiles(objects: Objects, manifest: Place): AsyncGenerator<DataFile> {
  const parsed = parseItem(await whole(objects, manifest));
  if (!isObject(parsed)) throw readerFailed(`${uri(manifest)} is not the manifest of an S3 inventory.`);
  const bucket = (text(parsed, 'destinationBucket') ?? manifest.bucket).replace(/^arn:[^:]*:s3:::/, '');
  const inputType = (text(parsed, 'fileFormat') ?? 'CSV').toUpperCase();
  if (inputType !== 'CSV' && inputType !== 'PARQUET')
    throw readerFailed(`The inventory's file format ${inputType} is not supported; CSV and Parquet are.`);
  const columns = (text(parsed, 'fileSchema') ?? '').split(',').map((name) => name.trim());
  const config: JsonObject = inputType === 'CSV' ? { CSVHeaderLocation: 'GIVEN', CSVHeaders: columns } : {};
  for (const file of objectList(parsed, 'files')) {
    const key = text(file, 'key');
    if (key === undefined) throw readerFailed(`A file in ${uri(manifest)} has no key.`);
    yield { file: { bucket, key }, format: { inputType, config } };
  }
}

/** The data files of an Athena query: its manifest has the URI of one in each row. */
export async function* dataFiles(
  objects: Objects,
  manifest: Place,
  inputType: string,
  config: JsonObject,
): AsyncGenerator<DataFile> {
  const rows = new CsvRows({ headers: ['uri'], delimiter: 'COMMA' });
  const named: Json[] = [...rows.push(await whole(objects, manifest)), ...rows.end()];
  for (const row of named) {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(isObject(row) ? (text(row, 'uri') ?? '').trim() : '') ?? [];
    if (bucket === undefined || key === undefined)
      throw readerFailed(`${uri(manifest)} has a row that is not the S3 URI of a data file.`);
    yield {
      file: { bucket, key },
      format: { inputType: inputType === 'MANIFEST' ? typeByName(key) : inputType, config },
    };
  }
}

function typeByName(key: string): string {
  const name = key.replace(/\.(gz|gzip|zst|zstd)$/i, '').toLowerCase();
  if (name.endsWith('.csv')) return 'CSV';
  if (name.endsWith('.parquet')) return 'PARQUET';
  return name.endsWith('.json') ? 'JSON' : 'JSONL';
}

async function whole(objects: Objects, place: Place): Promise<string> {
  let all = '';
  for await (const piece of textOf(objects, place)) {
    all += piece;
    if (all.length > manifestCharactersMax) throw readerFailed(`${uri(place)} is too large for a manifest.`);
  }
  return all;
}
