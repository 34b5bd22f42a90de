// The numbers of a Map state that TestState shows: concurrency and tolerances, from literals, paths or expressions.
import type { MapState } from '../../asl';
import type { Json, JsonObject } from '../../json';
import type { StateTest } from './request';

/** Evaluates an expression of the state, or a path into its input. */
export type Evaluate = (value: Json) => Promise<Json | undefined>;

const fields = [
  ['maxConcurrency', 'MaxConcurrency', 0],
  ['toleratedFailureCount', 'ToleratedFailureCount', undefined],
  ['toleratedFailurePercentage', 'ToleratedFailurePercentage', undefined],
] as const;

export async function mapNumbers({ state }: StateTest, evaluate: Evaluate): Promise<JsonObject> {
  const map = state as unknown as MapState & JsonObject;
  const shown: { [name: string]: Json } = {};
  for (const [name, field, byDefault] of fields) {
    const written = map[field] ?? map[`${field}Path`];
    const value = typeof written === 'string' ? await evaluate(written) : (written ?? byDefault);
    if (typeof value === 'number') shown[name] = value;
  }
  return shown;
}
