// Lambda functions that outlive the process: every change of the registry is written to the store.
import { FunctionRegistry, type FunctionRegistryOptions, type LambdaRuntime, type StoredFunction } from '../lambda';
import type { Store } from '../store';
import { keys, remove, write } from './documents';

export interface StoredFunctions {
  readonly registry: FunctionRegistry;
  /** Settles when every change so far is durable. */
  saved(): Promise<void>;
}

/**
 * Opens the functions of a store.
 * @param codeDirectory where uploaded packages are unpacked
 */
export function storedFunctions(
  store: Store,
  runtime: LambdaRuntime,
  options: Omit<FunctionRegistryOptions, 'changed'>,
): StoredFunctions {
  let saving: Promise<void> = Promise.resolve();
  const registry = new FunctionRegistry({
    ...options,
    changed(name) {
      runtime.invalidate(name);
      const stored = registry.stored(name);
      const record = stored === undefined ? remove(keys.function(name)) : write(keys.function(name), stored);
      // A failure is told to everybody who waits for this change or a later one.
      saving = Promise.all([saving, store.append([record])]).then(() => undefined);
      saving.catch(() => {});
    },
  });
  const functions = [...store.list('function/')].map(({ value }) => value as unknown as StoredFunction);
  registry.restore({ functions });
  return { registry, saved: () => saving };
}
