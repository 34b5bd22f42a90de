import { ApiError } from '../../local';
import type { Operation } from './operation';

export const testState: Operation<'TestState'> = () => {
  throw new ApiError('ValidationException', 'TestState is not supported here yet');
};
