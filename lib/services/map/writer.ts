// ResultWriter: what became of each child, in files of an S3 bucket, and the manifest that names them.
// SPEC input-output-resultwriter.
import type { MapRunCall } from '../../engine';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own } from '../../json';
import { objects as objectList, text } from '../read';
import type { ObjectWriter } from '../s3/blobs';
import type { Objects } from '../s3/objects';
import { writerFailed } from './failure';

/** A child execution that has ended. */
export interface ChildResult {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: Json;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: number;
  readonly stopDate: number;
  readonly redriveCount: number;
  readonly redriveDate: number | undefined;
}

export interface ResultWriter {
  add(child: ChildResult): void;
  /** A child that was never started, by its input. */
  pending(input: Json): void;
  /** Writes the manifest and gives the state's result. */
  close(): Json;
}

/** Largest result file in bytes. */
const fileBytesMax = 5 * 1024 ** 3;
/** Results are handed to the store in pieces of about this many characters. */
const pieceCharacters = 65_536;

type Kind = 'SUCCEEDED' | 'FAILED' | 'PENDING';

/**
 * Opens the writer of a Map Run, or undefined where its results do not go to S3.
 * @param redrives of the Map Run so far
 * @throws MapDataError
 */
export function openWriter(call: MapRunCall, objects: Objects, redrives = 0): ResultWriter | undefined {
  const { writer } = call;
  if (writer?.resource === undefined) return undefined;
  if (!/^arn:[^:]*:states:::(aws-sdk:)?s3:putObject$/.test(writer.resource))
    throw writerFailed(`The ResultWriter resource must be s3:putObject, not ${writer.resource}.`);
  const bucket = text(writer.arguments, 'Bucket')?.replace(/^arn:[^:]*:s3:::/, '');
  if (bucket === undefined) throw writerFailed('The ResultWriter needs a Bucket.');
  if (!objects.blobs.hasBucket(bucket))
    throw writerFailed(`The specified bucket does not exist (Service: S3, Status Code: 404, Bucket: ${bucket})`);
  const prefix = (text(writer.arguments, 'Prefix') ?? '').replace(/\/+$/, '');
  const folder = `${prefix === '' ? '' : `${prefix}/`}${call.mapRunArn.slice(call.mapRunArn.lastIndexOf(':') + 1)}`;
  return new BucketWriter(objects, { bucket, folder, mapRunArn: call.mapRunArn, redrives }, writer.config);
}

/** Where a writer writes. */
interface Destination {
  readonly bucket: string;
  /** Of the Map Run. */
  readonly folder: string;
  readonly mapRunArn: string;
  readonly redrives: number;
}

/** AWS: a redrive writes into a folder of its own, and overwrites nothing. */
function folderOf({ folder }: Destination, redrives: number): string {
  return redrives === 0 ? folder : `${folder}/Redrive-${redrives}`;
}

class BucketWriter implements ResultWriter {
  readonly #objects: Objects;
  readonly #to: Destination;
  readonly #transformation: string;
  readonly #files: { readonly [kind in Kind]: Files };

  constructor(objects: Objects, to: Destination, config: JsonObject) {
    this.#objects = objects;
    this.#to = to;
    this.#transformation = text(config, 'Transformation') ?? 'NONE';
    const lines = text(config, 'OutputType') === 'JSONL';
    const folder = folderOf(to, to.redrives);
    const files = (kind: Kind): Files => new Files(objects, to.bucket, `${folder}/${kind}`, lines);
    this.#files = { SUCCEEDED: files('SUCCEEDED'), FAILED: files('FAILED'), PENDING: files('PENDING') };
  }

  add(child: ChildResult): void {
    if (child.status !== 'SUCCEEDED') this.#files.FAILED.add(described(child));
    else if (this.#transformation === 'NONE') this.#files.SUCCEEDED.add(described(child));
    else if (this.#transformation === 'FLATTEN' && isArray(child.output)) {
      for (const value of child.output) this.#files.SUCCEEDED.add(value);
    } else this.#files.SUCCEEDED.add(child.output ?? null);
  }

  /** AWS: a child that was never started has no name and no dates yet. */
  pending(input: Json): void {
    this.#files.PENDING.add({
      Input: JSON.stringify(input),
      InputDetails: { Included: true },
      Status: 'PENDING',
    });
  }

  close(): Json {
    const { bucket, mapRunArn, redrives } = this.#to;
    const before = this.#succeededBefore();
    const manifest = {
      DestinationBucket: bucket,
      MapRunArn: mapRunArn,
      ResultFiles: {
        FAILED: this.#files.FAILED.end(),
        PENDING: this.#files.PENDING.end(),
        // AWS: what had succeeded before a redrive is named again; what the redrive added is a file, be it empty.
        SUCCEEDED: [...before, ...this.#files.SUCCEEDED.end(before.length > 0)],
      },
    };
    const key = `${folderOf(this.#to, redrives)}/manifest.json`;
    this.#objects.put(
      { Bucket: bucket, Key: key, ContentType: 'application/octet-stream' },
      Buffer.from(JSON.stringify(manifest)),
    );
    return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } };
  }

  /** Files of successes that the manifest before this redrive names. */
  #succeededBefore(): readonly JsonObject[] {
    for (let redrives = this.#to.redrives - 1; redrives >= 0; redrives--) {
      const bytes = this.#objects.blobs.read(this.#to.bucket, `${folderOf(this.#to, redrives)}/manifest.json`);
      if (bytes === undefined) continue;
      const manifest = JSON.parse(Buffer.from(bytes).toString()) as Json;
      const files = isObject(manifest) ? own(manifest, 'ResultFiles') : undefined;
      return isObject(files) ? objectList(files, 'SUCCEEDED') : [];
    }
    return [];
  }
}

/** SUCCEEDED_0.json, SUCCEEDED_1.json, …: begun when there is something to write, a new one when the last is full. */
class Files {
  readonly #objects: Objects;
  readonly #bucket: string;
  readonly #stem: string;
  readonly #lines: boolean;
  readonly #done: { readonly Key: string; readonly Size: number }[] = [];
  #writer: ObjectWriter | undefined;
  #piece = '';
  #bytes = 0;

  constructor(objects: Objects, bucket: string, stem: string, lines: boolean) {
    this.#objects = objects;
    this.#bucket = bucket;
    this.#stem = stem;
    this.#lines = lines;
  }

  add(value: Json): void {
    const written = JSON.stringify(value);
    if (this.#writer !== undefined && this.#bytes + this.#piece.length + written.length > fileBytesMax) this.#finish();
    const first = this.#writer === undefined;
    if (first) this.#begin();
    if (this.#lines) this.#piece += `${written}\n`;
    else this.#piece += first ? `[${written}` : `,${written}`;
    if (this.#piece.length >= pieceCharacters) this.#flush();
  }

  /** @param always makes a file even if nothing was added */
  end(always = false): readonly JsonObject[] {
    if (always && this.#writer === undefined && this.#done.length === 0) {
      this.#begin();
      if (!this.#lines) this.#piece = '[';
    }
    this.#finish();
    return [...this.#done];
  }

  #begin(): void {
    this.#writer = this.#objects.blobs.writer(this.#bucket, this.#key(), {
      contentType: 'binary/octet-stream',
      headers: {},
      metadata: {},
    });
  }

  #key(): string {
    return `${this.#stem}_${this.#done.length}.${this.#lines ? 'jsonl' : 'json'}`;
  }

  #finish(): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    if (!this.#lines) this.#piece += ']';
    this.#flush();
    const { size } = writer.end();
    this.#done.push({ Key: this.#key(), Size: size });
    this.#writer = undefined;
    this.#bytes = 0;
  }

  #flush(): void {
    const bytes = Buffer.from(this.#piece);
    this.#writer?.write(bytes);
    this.#bytes += bytes.length;
    this.#piece = '';
  }
}

/** What DescribeExecution would tell of the child. */
function described(child: ChildResult): Json {
  const facts: MutableJsonObject = {};
  if (child.cause !== undefined) facts.Cause = child.cause;
  if (child.error !== undefined) facts.Error = child.error;
  facts.ExecutionArn = child.executionArn;
  facts.Input = JSON.stringify(child.input);
  facts.InputDetails = { Included: true };
  facts.Name = child.name;
  if (child.output !== undefined) facts.Output = JSON.stringify(child.output);
  facts.OutputDetails = { Included: true };
  facts.RedriveCount = child.redriveCount;
  if (child.redriveDate !== undefined) facts.RedriveDate = new Date(child.redriveDate).toISOString();
  // AWS: Express children, which are started anew, tell nothing of it.
  if (child.type === 'STANDARD') {
    const redrivable = child.status !== 'SUCCEEDED';
    facts.RedriveStatus = redrivable ? 'REDRIVABLE_BY_MAP_RUN' : 'NOT_REDRIVABLE';
    if (!redrivable) facts.RedriveStatusReason = 'Execution is SUCCEEDED and cannot be redriven';
  }
  facts.StartDate = new Date(child.startDate).toISOString();
  facts.StateMachineArn = child.stateMachineArn;
  facts.Status = child.status;
  facts.StopDate = new Date(child.stopDate).toISOString();
  return facts;
}
