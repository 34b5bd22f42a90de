// Map: inline or distributed, as ProcessorConfig says; the two share their fields and little else.
import type { MapState } from '../../asl';
import type { CompileState } from '../compiling';
import { distributedMap } from './distributed-map';
import { inlineMap } from './inline-map';

export const map: CompileState<MapState> = (state, compiling) => {
  const mode = (state.ItemProcessor ?? state.Iterator)?.ProcessorConfig?.Mode ?? 'INLINE';
  return mode === 'DISTRIBUTED' ? distributedMap(state, compiling) : inlineMap(state, compiling);
};
