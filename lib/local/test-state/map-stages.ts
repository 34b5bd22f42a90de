// What a Map does with its data before the first iteration. The engine is asked for the Map Run of the state as if it were
// distributed: that call holds the items, the selector, the batcher and the numbers, evaluated as in an execution.
import type { ItemProcessor, MapState, State } from '../../asl';
import type { ExecutionIdentity, HistoryEvent, MapRunCall } from '../../engine';
import { isArray, type Json, own } from '../../json';
import { EvaluationError } from '../../query';
import { itemsOfText, MapDataError } from '../../services';
import { type Child, Family } from '../map-runs/child';
import type { Item } from '../map-runs/data';
import { Portions, stateItems } from '../map-runs/items';
import type { Inspection } from './inspection';
import { alone, invalid, type StateTest } from './request';
import { identityOf, runState, type Surroundings } from './run';

export interface MapFailure {
  readonly error: string;
  readonly cause: string;
}

/** A Map that has found its items, or the history of its failure. */
export type Asked = { readonly call: MapRunCall } | { readonly history: readonly HistoryEvent[] };

/** @param state the Map with its retriers as they are after some retries */
export async function askMap(state: MapState, test: StateTest, around: Surroundings): Promise<Asked> {
  const processor = (state.ItemProcessor ?? state.Iterator) as ItemProcessor;
  const isInline = processor.ProcessorConfig?.Mode !== 'DISTRIBUTED';
  const { call, history } = await run(withProcessor(state, 'DISTRIBUTED'), test, around);
  if (call === undefined) return { history };
  // Only a distributed Map takes the members of an object.
  const isObjectInline = isInline && call.items.from === 'state' && !isArray(call.items.value);
  return isObjectInline ? run(withProcessor(state, 'INLINE'), test, around) : { call };
}

async function run(state: State, test: StateTest, around: Surroundings) {
  let call: MapRunCall | undefined;
  const definition = alone(test.name, state, test.machineLanguage);
  const history = await runState(definition, test.input, around, {
    performer: undefined,
    mock: () => undefined,
    mapRun: (asked) => {
      call = asked;
    },
  });
  return { call, history };
}

/** What is done with the items does not matter here. */
function withProcessor({ Iterator: _iterator, ...state }: MapState, mode: 'INLINE' | 'DISTRIBUTED'): State {
  const ProcessorConfig = { Mode: mode, ...(mode === 'INLINE' ? {} : { ExecutionType: 'STANDARD' as const }) };
  return { ...state, ItemProcessor: { ProcessorConfig, StartAt: 'Item', States: { Item: { Type: 'Succeed' } } } };
}

/**
 * The stages that TestState shows, and why the Map fails in one of them.
 * @throws ApiError ValidationException for a mapIterationFailureCount that is more than there are items
 */
export function mapStages(
  call: MapRunCall,
  { state, language, configuration }: StateTest,
  around: Surroundings,
): { readonly stages: Inspection; readonly failure?: MapFailure } {
  const map = state as MapState;
  const stages: Inspection = { maxConcurrency: call.maxConcurrency };
  const { toleratedFailureCount, toleratedFailurePercentage, items } = call;
  if (toleratedFailureCount !== undefined) stages.toleratedFailureCount = toleratedFailureCount;
  if (toleratedFailurePercentage !== undefined) stages.toleratedFailurePercentage = toleratedFailurePercentage;
  if (language === 'JSONPath' && items.from === 'state' && isArray(items.value)) {
    stages.afterItemsPath = JSON.stringify(items.value);
  }
  try {
    const found = itemsOf(call, configuration.mapItemReaderData);
    if (found === undefined) return { stages };
    const failed = configuration.mapIterationFailureCount;
    if (failed !== undefined && failed > found.length) {
      throw invalid('Map iteration failure count must be less than or equal to the number of Map iterations');
    }
    const pointer = items.from === 'reader' ? own(items.config, 'ItemsPointer') : undefined;
    if (pointer !== undefined) stages.afterItemsPointer = JSON.stringify(found.map(({ value }) => value));
    if (map.ItemSelector !== undefined) stages.afterItemSelector = JSON.stringify(selected(call, found));
    if (map.ItemBatcher !== undefined)
      stages.afterItemBatcher = JSON.stringify(batches(call, found, identityOf(around)));
    return { stages };
  } catch (error) {
    if (!(error instanceof EvaluationError || error instanceof MapDataError)) throw error;
    return { stages, failure: { error: error.error, cause: error.message } };
  }
}

/** Formats of files that are text. */
const texts: ReadonlySet<string> = new Set(['JSON', 'JSONL', 'CSV']);

/** Undefined where nobody says what a reader would find. */
function itemsOf({ items }: MapRunCall, data: string | undefined): readonly Item[] | undefined {
  if (items.from === 'reader') {
    if (data === undefined) return undefined;
    // A manifest and a Parquet file are no text: their rows are given as the JSON that they would be read as.
    const inputType = String(own(items.config, 'InputType') ?? 'JSON');
    const config = texts.has(inputType) ? items.config : {};
    return itemsOfText(data, config).map((value) => ({ value }));
  }
  const source = stateItems(items.value);
  const found: Item[] = [];
  // The state's own items are never waited for.
  for (let item = source.next() as Item | undefined; item !== undefined; item = source.next() as Item | undefined) {
    found.push(item);
  }
  return found;
}

function selected(call: MapRunCall, items: readonly Item[]): Json {
  return items.map(({ value, key, source }, index) => call.select(value, index, key, source));
}

/** The inputs of the children. */
function batches(call: MapRunCall, items: readonly Item[], parent: ExecutionIdentity): Json {
  let place = 0;
  const portions = new Portions(new Family(call, parent), { next: () => items[place++] });
  const inputs: Json[] = [];
  // Nor are items that are there already.
  for (let child = portions.next() as Child | undefined; child; child = portions.next() as Child | undefined) {
    inputs.push(child.input);
  }
  return inputs;
}
