// Succeed: ends its machine, branch or iteration with its input, filtered.
import type { SucceedState } from '../../asl';
import type { CompileState } from '../compiling';
import { compileForward, compileValuePath, leaveNew } from '../data';
import { END } from '../node';

export const succeed: CompileState<SucceedState> = (state, { language }) => {
  const input = compileValuePath(state.InputPath, 'InputPath').read;
  const output = compileForward(state, language);
  return {
    run(visit) {
      leaveNew(visit, output(input(visit.input, visit), visit));
      return END;
    },
  };
};
