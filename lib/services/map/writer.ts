// ResultWriter: what became of each child, in files of an S3 bucket, and the manifest that names them.
// SPEC input-output-resultwriter.
import type { MapRunCall } from '../../engine';
import { isArray, type Json, type JsonObject, type MutableJsonObject } from '../../json';
import { text } from '../read';
import type { ObjectWriter } from '../s3/blobs';
import type { Objects } from '../s3/objects';
import { writerFailed } from './failure';

/** A child execution that has ended. */
export interface ChildResult {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: Json;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: number;
  readonly stopDate: number;
}

export interface ResultWriter {
  add(child: ChildResult): void;
  /** Writes the manifest and gives the state's result. @param pending children that were never started */
  close(pending: number): Json;
}

/** Largest result file in bytes. */
const fileBytesMax = 5 * 1024 ** 3;
/** Results are handed to the store in pieces of about this many characters. */
const pieceCharacters = 65_536;

type Kind = 'SUCCEEDED' | 'FAILED' | 'PENDING';

/** Opens the writer of a Map Run, or undefined where its results do not go to S3. @throws MapDataError */
export function openWriter(call: MapRunCall, objects: Objects): ResultWriter | undefined {
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
  return new BucketWriter(objects, bucket, folder, call.mapRunArn, writer.config);
}

class BucketWriter implements ResultWriter {
  readonly #objects: Objects;
  readonly #bucket: string;
  readonly #folder: string;
  readonly #mapRunArn: string;
  readonly #transformation: string;
  readonly #lines: boolean;
  readonly #files: { readonly [kind in Kind]: Files };

  constructor(objects: Objects, bucket: string, folder: string, mapRunArn: string, config: JsonObject) {
    this.#objects = objects;
    this.#bucket = bucket;
    this.#folder = folder;
    this.#mapRunArn = mapRunArn;
    this.#transformation = text(config, 'Transformation') ?? 'NONE';
    this.#lines = text(config, 'OutputType') === 'JSONL';
    const files = (kind: Kind): Files => new Files(objects, bucket, `${folder}/${kind}`, this.#lines);
    this.#files = { SUCCEEDED: files('SUCCEEDED'), FAILED: files('FAILED'), PENDING: files('PENDING') };
  }

  add(child: ChildResult): void {
    if (child.status !== 'SUCCEEDED') this.#files.FAILED.add(described(child));
    else if (this.#transformation === 'NONE') this.#files.SUCCEEDED.add(described(child));
    else if (this.#transformation === 'FLATTEN' && isArray(child.output)) {
      for (const value of child.output) this.#files.SUCCEEDED.add(value);
    } else this.#files.SUCCEEDED.add(child.output ?? null);
  }

  close(_pending: number): Json {
    const resultFiles = {
      FAILED: this.#files.FAILED.end(),
      PENDING: this.#files.PENDING.end(),
      SUCCEEDED: this.#files.SUCCEEDED.end(),
    };
    const manifest = { DestinationBucket: this.#bucket, MapRunArn: this.#mapRunArn, ResultFiles: resultFiles };
    const key = `${this.#folder}/manifest.json`;
    this.#objects.put(
      { Bucket: this.#bucket, Key: key, ContentType: 'application/json' },
      Buffer.from(JSON.stringify(manifest)),
    );
    return { MapRunArn: this.#mapRunArn, ResultWriterDetails: { Bucket: this.#bucket, Key: key } };
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
    if (this.#writer !== undefined && this.#bytes + written.length > fileBytesMax) this.#finish();
    const first = this.#writer === undefined;
    this.#writer ??= this.#objects.blobs.writer(this.#bucket, this.#key(), {
      contentType: 'application/json',
      headers: {},
      metadata: {},
    });
    if (this.#lines) this.#piece += `${written}\n`;
    else this.#piece += first ? `[${written}` : `,${written}`;
    if (this.#piece.length >= pieceCharacters) this.#flush();
  }

  end(): Json {
    this.#finish();
    return [...this.#done];
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
  if (child.output !== undefined) {
    facts.Output = JSON.stringify(child.output);
    facts.OutputDetails = { Included: true };
  }
  facts.RedriveCount = 0;
  const redrivable = child.status !== 'SUCCEEDED';
  facts.RedriveStatus = redrivable ? 'REDRIVABLE_BY_MAP_RUN' : 'NOT_REDRIVABLE';
  if (!redrivable) facts.RedriveStatusReason = 'Execution is SUCCEEDED and cannot be redriven';
  facts.StartDate = new Date(child.startDate).toISOString();
  facts.StateMachineArn = child.stateMachineArn;
  facts.Status = child.status;
  facts.StopDate = new Date(child.stopDate).toISOString();
  return facts;
}
