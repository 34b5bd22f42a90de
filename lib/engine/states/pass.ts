// Pass: its input, its Parameters or its Result becomes the output. Never waits.
import type { PassState } from '../../asl';
import { upperBound } from '../../json';
import type { CompileState } from '../compiling';
import {
  compileAssign,
  compileForward,
  compileInput,
  compileResultPath,
  compileValuePath,
  leaveNew,
  leavePart,
  measured,
  type Read,
} from '../data';
import { payloadBytesMax } from '../limits';

export const pass: CompileState<PassState> = (state, { language, next }) => {
  const assign = compileAssign(state.Assign, language, 'Assign');
  if (language === 'JSONata') {
    const output = compileForward(state, language);
    return {
      run(visit) {
        const assigned = assign?.(visit.input, visit);
        leaveNew(visit, output(visit.input, visit));
        visit.assigned = assigned;
        return next;
      },
    };
  }
  // SPEC Pass: Result stands for the work's result, so it wins over what Parameters made of the input.
  const fixed = state.Result;
  const work: Read = fixed === undefined ? compileInput(state, language) : () => fixed;
  const isPart =
    fixed === undefined && state.Parameters === undefined && compileValuePath(state.InputPath, 'InputPath').within;
  const place = compileResultPath(state.ResultPath);
  const outputPath = compileValuePath(state.OutputPath, 'OutputPath');
  return {
    run(visit) {
      const result = work(visit.input, visit);
      const placed = place.write(visit.input, result);
      const assigned = assign?.(result, visit);
      const resultBound = isPart ? visit.inputBound : upperBound(result);
      if (!isPart && resultBound > payloadBytesMax) measured(result, visit);
      leavePart(visit, outputPath, placed, place.bound(visit.inputBound, resultBound));
      visit.assigned = assigned;
      return next;
    },
  };
};
