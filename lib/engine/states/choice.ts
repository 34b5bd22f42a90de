// Choice: the first rule that matches decides. A matched rule's Assign and Output stand alone; the state's own apply when
// Default is taken.
import type { ChoiceRule, ChoiceState } from '../../asl';
import type { Json, JsonObject } from '../../json';
import { compileJsonata, EvaluationError } from '../../query';
import { compileRule } from '../comparison';
import type { CompileState, Compiling } from '../compiling';
import { compileAssign, compileForward, compileValuePath, leaveNew, type Read } from '../data';
import type { Visit } from '../node';
import { kindOf } from '../seconds';

interface Arm {
  readonly matches: (root: Json, visit: Visit) => boolean;
  readonly assign: ((root: Json, visit: Visit) => JsonObject) | undefined;
  readonly output: Read;
  readonly next: number;
}

export const choice: CompileState<ChoiceState> = (state, compiling) => {
  const { language, indexOf } = compiling;
  const input = compileValuePath(state.InputPath, 'InputPath').read;
  const arms = state.Choices.map((rule, index) => compileArm(rule, index, state, compiling));
  const otherwise: Arm | undefined =
    state.Default === undefined
      ? undefined
      : {
          matches: () => true,
          assign: compileAssign(state.Assign, language, 'Assign'),
          output: compileForward(state, language),
          next: indexOf(state.Default),
        };
  return {
    run(visit) {
      const root = input(visit.input, visit);
      for (let index = 0; index < arms.length; index++) {
        const arm = arms[index] as Arm;
        if (arm.matches(root, visit)) return take(arm, index, root, visit);
      }
      if (otherwise !== undefined) return take(otherwise, -1, root, visit);
      // AWS: States.Runtime, where the documents name States.NoChoiceMatched.
      throw new EvaluationError(
        'States.Runtime',
        'Failed to transition out of the state. The state does not point to a next state.',
      );
    },
  };
};

function take(arm: Arm, rule: number, root: Json, visit: Visit): number {
  const assigned = arm.assign?.(root, visit);
  leaveNew(visit, arm.output(root, visit));
  visit.assigned = assigned;
  visit.rule = rule;
  return arm.next;
}

function compileArm(rule: ChoiceRule, index: number, state: ChoiceState, { language, indexOf }: Compiling): Arm {
  const at = `Choices[${index}]`;
  // A rule's Output stands alone; without one the input goes on, through the state's OutputPath in JSONPath.
  const output =
    language === 'JSONata'
      ? compileForward(rule.Output === undefined ? {} : { Output: rule.Output }, language, `${at}/Output`)
      : compileForward(state, language);
  return {
    matches: language === 'JSONata' ? compileCondition(rule, at) : compileRule(rule, at),
    assign: compileAssign(rule.Assign, language, `${at}/Assign`),
    output,
    next: indexOf(rule.Next as string),
  };
}

function compileCondition(rule: ChoiceRule, at: string): (root: Json, visit: Visit) => boolean {
  const written = rule.Condition;
  if (typeof written === 'boolean') return () => written;
  const field = `${at}/Condition`;
  const text = written as string;
  const evaluate = compileJsonata(text, field);
  return (root, visit) => {
    const value = evaluate(root, visit);
    if (typeof value === 'boolean') return value;
    throw new EvaluationError(
      'States.QueryEvaluationError',
      `The JSONata expression '${text.slice(2, -2).trim()}' specified for the field '${field}' returned an unexpected result type. Expected 'boolean', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
      field,
    );
  };
}
