// Distributed Map: how its processor, reader, batcher and writer have to be set up.
import { isObject, type JsonObject, own } from '../../json';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { type FieldContext, isOpaque } from './context';

export function checkProcessorConfig(config: JsonObject, place: Place, context: FieldContext): void {
  const { report, type } = context;
  const mode = own(config, 'Mode');
  if (mode === 'DISTRIBUTED') {
    if (type === 'EXPRESS') {
      report.add('ASL602', {
        place: at(place, 'Mode'),
        message: 'an Express machine cannot run a distributed Map',
        hint: 'use INLINE, or make the machine Standard',
        aws: { message: sentence.expressDistributed },
      });
    }
    if (!Object.hasOwn(config, 'ExecutionType')) {
      missing('ExecutionType', 'a distributed Map needs the type of its child executions', place, context);
    }
  } else if (Object.hasOwn(config, 'ExecutionType') && !isOpaque(context, mode)) {
    report.add('ASL702', {
      place: at(place, 'ExecutionType'),
      message: 'only a distributed Map has child executions',
      hint: 'set "Mode": "DISTRIBUTED", or remove ExecutionType',
      aws: { message: sentence.unsupported('ExecutionType'), place },
    });
  }
}

const readerResource = /^arn:[^:]+:states:::s3:(?:getObject|listObjectsV2)$/;
const writerResource = /^arn:[^:]+:states:::s3:putObject$/;

export function checkReader(reader: JsonObject, place: Place, context: FieldContext): void {
  checkS3(reader, readerResource, 's3:getObject or s3:listObjectsV2', place, context);
}

export function checkWriter(writer: JsonObject, place: Place, context: FieldContext): void {
  checkS3(writer, writerResource, 's3:putObject', place, context);
}

function checkS3(object: JsonObject, form: RegExp, wanted: string, place: Place, context: FieldContext): void {
  const resource = own(object, 'Resource');
  if (typeof resource !== 'string' || form.test(resource) || isOpaque(context, resource)) return;
  context.report.add('ASL702', {
    place: at(place, 'Resource'),
    message: `"${resource}" is not ${wanted}`,
    hint: `write arn:aws:states:::${wanted.split(' ')[0]}`,
    aws: { message: sentence.s3Resource },
  });
}

export function checkReaderConfig(config: JsonObject, place: Place, context: FieldContext): void {
  const inputType = own(config, 'InputType');
  const location = own(config, 'CSVHeaderLocation');
  if (inputType === 'CSV' && location === undefined) {
    context.report.add('ASL702', {
      place,
      message: 'missing field: CSVHeaderLocation',
      hint: '"FIRST_ROW", or "GIVEN" with CSVHeaders',
      aws: { message: sentence.csvHeaderLocation },
    });
  }
  if (['JSON', 'JSONL', 'PARQUET'].includes(inputType as string) && location !== undefined) {
    context.report.add('ASL702', {
      place: at(place, 'CSVHeaderLocation'),
      message: `${inputType} has no header`,
      aws: { message: sentence.unsupported('CSVHeaderLocation'), place },
    });
  }
  if (location === 'GIVEN' && !Object.hasOwn(config, 'CSVHeaders')) {
    missing('CSVHeaders', 'headers that are given have to be written', place, context);
  }
}

const batchSizes = ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'];

/** SPEC: a batcher says how large a batch may be. */
export function checkBatcher(batcher: JsonObject, place: Place, { report }: FieldContext): void {
  if (batchSizes.some((field) => Object.hasOwn(batcher, field))) return;
  report.add('ASL702', {
    place,
    message: 'the batch has no limit',
    hint: 'set MaxItemsPerBatch or MaxInputBytesPerBatch',
  });
}

function missing(field: string, reason: string, place: Place, { report }: FieldContext): void {
  report.add('ASL702', {
    place,
    message: `missing field: ${field}`,
    hint: reason,
    aws: { message: sentence.required([field]) },
  });
}

const distributedOnly = ['ItemReader', 'ItemBatcher', 'ResultWriter'];
const idleInline = [
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
];

/** Fields of a Map state that mean nothing, or are refused, while it runs inline. */
export function checkMapMode(state: JsonObject, place: Place, context: FieldContext): void {
  const processor = own(state, 'ItemProcessor') ?? own(state, 'Iterator');
  const config = isObject(processor) ? own(processor, 'ProcessorConfig') : undefined;
  const mode = isObject(config) ? own(config, 'Mode') : undefined;
  if (!isObject(processor) || mode === 'DISTRIBUTED' || isOpaque(context, mode)) return;
  // AWS: without a Mode the service accepts them and never reads them; a Map that says INLINE may not have them.
  const refused = mode === 'INLINE' ? distributedOnly : [];
  for (const field of refused) {
    if (!Object.hasOwn(state, field)) continue;
    context.report.add('ASL702', {
      place: at(place, field),
      message: `${field} needs a distributed Map`,
      hint: 'set "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }',
      aws: { message: sentence.unsupported(field), place },
    });
  }
  for (const field of mode === 'INLINE' ? idleInline : [...distributedOnly, ...idleInline]) {
    if (Object.hasOwn(state, field)) {
      context.report.add('ASL703', { place: at(place, field), message: `${field} means nothing for an inline Map` });
    }
  }
}
