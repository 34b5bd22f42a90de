import type { JsonObject } from '../../json';
import { testState as test } from '../../local';
import { given, type Operation } from './operation';

export const testState: Operation<'TestState'> = async (request, { local }) => {
  const response = await test(local, { ...request, definition: request.definition as string });
  return given(response as unknown as JsonObject);
};
