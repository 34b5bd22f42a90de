// Distributed Map: the engine asks for a Map Run as a whole; its children are executions of their own, run by the driver.
import type { ItemBatcher, ItemProcessor, MapState } from '../../asl';
import {
  digest,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
  put,
  upperBound,
} from '../../json';
import { compileJsonataTemplate, compileTemplate, type QueryLanguage } from '../../query';
import { attempted, type ErrorRules, type Work } from '../attempt';
import { compileCatch } from '../catch';
import type { MapRunCall } from '../commands';
import type { CompileState } from '../compiling';
import { compileFinish, type Read } from '../data';
import { isFatal, StateFailed } from '../failure';
import { plain } from '../kinds';
import type { MapItem, Visit } from '../node';
import { seededRandom } from '../random';
import {
  evaluationFailed,
  mapRunFailed,
  mapRunRedriven,
  mapRunStarted,
  mapStateStarted,
  type Retrying,
  workFailed,
} from '../record';
import { compileRetry } from '../retry';
import {
  compileItems,
  compileLimit,
  compileMapInput,
  compileNumber,
  compileSelector,
  compileTolerance,
  itemCount,
  maxConcurrency,
  notItems,
} from './map-fields';

/** A run that a redrive continues. */
interface Kept {
  readonly call: MapRunCall;
  readonly redrives: number;
}

export const distributedMap: CompileState<MapState> = (state, { name, language, indexOf, next, machine }) => {
  const processor = (state.ItemProcessor ?? state.Iterator) as ItemProcessor;
  const children = machine(processor);
  const fields = compileFields(state, language);
  const finish = compileFinish(state, language);

  function ask(visit: Visit): MapRunCall {
    const effective = fields.input(visit.input, visit);
    const source = state.ItemReader === undefined ? fields.items(effective, visit) : null;
    const count = state.ItemReader === undefined ? itemCount(source) : 0;
    if (count === undefined) throw notItems(source, state, language);
    const maxConcurrency = fields.concurrency(effective, visit) ?? 0;
    const items =
      state.ItemReader === undefined ? ({ from: 'state', value: source } as const) : fields.reader(effective, visit);
    mapStateStarted(visit, count);
    const tolerance = fields.tolerance(effective, visit);
    const { identity } = visit;
    const label = state.Label ?? digest(`${identity.stateMachineName}/${name}`);
    const [, partition, , region, account] = identity.executionArn.split(':');
    const arn = (kind: string, rest: string): string =>
      `arn:${partition}:states:${region}:${account}:${kind}:${identity.stateMachineName}/${label}${rest}`;
    return {
      mapRunArn: arn('mapRun', `:${runId(identity.executionArn, visit.uuid())}`),
      childStateMachineArn: arn('stateMachine', ''),
      label,
      state: name,
      path: visit.path,
      executionArn: identity.executionArn,
      executionType: processor.ProcessorConfig?.ExecutionType ?? 'STANDARD',
      machine: children,
      items,
      select: fields.selects
        ? (value, index, key, from) => fields.select(effective, itemOf(value, index, key, from), visit)
        : (value) => value,
      batcher: fields.batcher(effective, visit),
      maxConcurrency,
      toleratedFailureCount: tolerance.count,
      toleratedFailurePercentage: tolerance.percentage,
      writer: fields.writer(effective, visit),
      redriven: false,
    };
  }

  const runSucceeded = plain(name, 'MapRunSucceeded');
  const stateSucceeded = plain(name, 'MapStateSucceeded');

  function begin(visit: Visit): Work {
    const kept = visit.kept as Kept | undefined;
    const call = kept === undefined ? ask(visit) : { ...kept.call, redriven: true };
    if (kept === undefined) mapRunStarted(visit, call.mapRunArn);
    else mapRunRedriven(visit, call.mapRunArn, kept.redrives + 1);
    visit.kept = { call, redrives: kept === undefined ? 0 : kept.redrives + 1 } satisfies Kept;
    const id = visit.mapRun(call);
    let output: Json | undefined;
    return {
      get done() {
        return output !== undefined;
      },
      take(message) {
        if (message.kind !== 'settled' || message.id !== id) return;
        if (message.outcome.ok) {
          output = message.outcome.output;
          return;
        }
        const failure = new StateFailed(message.outcome.error, message.outcome.cause, 'scope');
        mapRunFailed(visit, failure);
        // Developer Guide, redrive: after States.Runtime, as after too much data, a new Map Run begins.
        if (isFatal(failure)) visit.kept = undefined;
        throw failure;
      },
      finish() {
        // AWS: MapStateSucceeded follows MapRunSucceeded, MapStateExited follows MapRunStarted (since late 2024).
        const succeeded = visit.recordAside(runSucceeded, visit.last, undefined);
        visit.recordAside(stateSucceeded, succeeded, undefined);
        finish(visit, output as Json, upperBound(output as Json));
      },
    };
  }

  const rules: ErrorRules = {
    record(visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      if (retrying === undefined) workFailed(visit, 'MapStateFailed', failure, undefined);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
  };
  return { runs: (visit) => attempted(visit, begin, rules, next) };
};

/** Executions may share a seed; their runs must not share an ARN. */
function runId(executionArn: string, drawn: string): string {
  return seededRandom(Number.parseInt(digest(`${executionArn}/${drawn}`).slice(-12), 16)).uuid();
}

function itemOf(value: Json, index: number, key: string | undefined, source: string | undefined): MapItem {
  return { index, value, ...(key === undefined ? {} : { key }), ...(source === undefined ? {} : { source }) };
}

function compileFields(state: MapState, language: QueryLanguage) {
  const selector = compileSelector(state, language);
  const template = (written: Json, field: string): Read =>
    language === 'JSONata' ? compileJsonataTemplate(written, field) : compileTemplate(written, field);
  return {
    input: compileMapInput(state, language),
    items: compileItems(state, language),
    concurrency: compileLimit(maxConcurrency(state), language),
    tolerance: compileTolerance(state, language),
    selects: selector !== undefined,
    select: (effective: Json, item: MapItem, visit: Visit): Json =>
      selector === undefined ? item.value : selector(effective, item, visit),
    reader: compileReader(state, language, template),
    batcher: compileBatcher(state.ItemBatcher, language, template),
    writer: compileWriter(state, template),
  };
}

function compileReader(
  state: MapState,
  language: QueryLanguage,
  template: (written: Json, field: string) => Read,
): (effective: Json, visit: Visit) => MapRunCall['items'] {
  const reader = state.ItemReader;
  if (reader === undefined) return () => ({ from: 'state', value: null });
  const args = template(
    reader.Arguments ?? reader.Parameters ?? {},
    `ItemReader/${language === 'JSONata' ? 'Arguments' : 'Parameters'}`,
  );
  const { MaxItems, MaxItemsPath, ...written } = (reader.ReaderConfig ?? {}) as JsonObject;
  const config: Read =
    language === 'JSONata' ? compileJsonataTemplate(written, 'ItemReader/ReaderConfig') : () => written;
  const maxItems = compileNumber(
    {
      name: 'MaxItems',
      written: MaxItems,
      path: MaxItemsPath as string | undefined,
      at: 'ItemReader/ReaderConfig/MaxItems',
    },
    language,
    'integer',
  );
  return (effective, visit) => {
    const given: MutableJsonObject = {};
    const evaluated = config(effective, visit);
    if (isObject(evaluated)) for (const key of Object.keys(evaluated)) put(given, key, evaluated[key] as Json);
    const limit = maxItems(effective, visit);
    if (limit !== undefined) given.MaxItems = limit;
    return { from: 'reader', resource: reader.Resource, arguments: objectOf(args(effective, visit)), config: given };
  };
}

function compileBatcher(
  batcher: ItemBatcher | undefined,
  language: QueryLanguage,
  template: (written: Json, field: string) => Read,
): (effective: Json, visit: Visit) => MapRunCall['batcher'] {
  if (batcher === undefined) return () => undefined;
  const items = compileLimit(
    {
      name: 'MaxItemsPerBatch',
      written: batcher.MaxItemsPerBatch,
      path: batcher.MaxItemsPerBatchPath,
      at: 'ItemBatcher/MaxItemsPerBatch',
    },
    language,
  );
  const bytes = compileLimit(
    {
      name: 'MaxInputBytesPerBatch',
      written: batcher.MaxInputBytesPerBatch,
      path: batcher.MaxInputBytesPerBatchPath,
      at: 'ItemBatcher/MaxInputBytesPerBatch',
    },
    language,
  );
  const input = batcher.BatchInput === undefined ? undefined : template(batcher.BatchInput, 'ItemBatcher/BatchInput');
  return (effective, visit) => ({
    maxItems: items(effective, visit),
    maxBytes: bytes(effective, visit),
    batchInput: input?.(effective, visit),
  });
}

function compileWriter(
  state: MapState,
  template: (written: Json, field: string) => Read,
): (effective: Json, visit: Visit) => MapRunCall['writer'] {
  const writer = state.ResultWriter;
  if (writer === undefined) return () => undefined;
  const args = template(writer.Arguments ?? writer.Parameters ?? {}, 'ResultWriter/Arguments');
  const config = (writer.WriterConfig ?? {}) as JsonObject;
  return (effective, visit) => ({ resource: writer.Resource, arguments: objectOf(args(effective, visit)), config });
}

function objectOf(value: Json): JsonObject {
  return isObject(value) && !isArray(value) ? value : {};
}
