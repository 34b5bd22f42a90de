// inspectionData: what the data looked like at each stage. A stage is what a Pass state with nothing but that field makes
// of it, so the engine itself is asked.

import type { State } from '../../asl';
import type { Json, JsonObject } from '../../json';
import type { StateTest } from './request';

/** Puts a value through a Pass state with these fields; undefined where that fails. */
export type Through = (fields: JsonObject, input: Json) => Promise<Json | undefined>;

/** Stages as JSON texts, and the numbers of a Map. */
export type Inspection = { [stage: string]: Json };

/** What went into a task, and what came out of it, as far as it came. */
export interface TaskData {
  /** Parameters or Arguments after evaluation. */
  readonly scheduled?: Json | undefined;
  readonly result?: Json | undefined;
}

export async function inspect(test: StateTest, task: TaskData, through: Through): Promise<Inspection> {
  const { language, state, inputText } = test;
  const found: Inspection = { input: inputText };
  if (language === 'JSONata') inspectJsonata(state, task, found);
  else await inspectJsonPath(test, task, through, found);
  return found;
}

function inspectJsonata(state: State, { scheduled, result }: TaskData, found: Inspection): void {
  if (state.Type !== 'Task') return;
  if (scheduled !== undefined) found.afterArguments = JSON.stringify(scheduled);
  if (result !== undefined) found.result = JSON.stringify(result);
}

async function inspectJsonPath(
  { state, input }: StateTest,
  { scheduled, result }: TaskData,
  through: Through,
  found: Inspection,
): Promise<void> {
  const fields = state as unknown as JsonObject;
  const note = (stage: string, value: Json | undefined): void => {
    if (value !== undefined) found[stage] = JSON.stringify(value);
  };
  const effective = await through(pick(fields, 'InputPath'), input);
  switch (state.Type) {
    case 'Fail':
    case 'Choice':
    case 'Succeed':
    case 'Wait':
      note('afterInputPath', effective);
      return;
    case 'Pass': {
      // AWS: with a Result neither InputPath nor Parameters are shown.
      const fixed = state.Result;
      const made =
        fixed ?? (effective === undefined ? undefined : await through(pick(fields, 'Parameters'), effective));
      if (fixed === undefined) {
        note('afterInputPath', effective);
        note('afterParameters', made);
      } else note('result', fixed);
      note('afterResultSelector', made);
      if (made !== undefined) note('afterResultPath', await placed(fields, input, made, through));
      return;
    }
    case 'Task':
      note('afterInputPath', effective);
      note('afterParameters', scheduled);
      note('result', result);
      break;
    case 'Map':
      note('afterInputPath', effective);
      break;
    case 'Parallel':
      break;
  }
  if (result === undefined) return;
  const selected = await through(renamed(fields, 'ResultSelector', 'Parameters'), result);
  note('afterResultSelector', selected);
  if (selected !== undefined) note('afterResultPath', await placed(fields, input, selected, through));
}

function placed(fields: JsonObject, input: Json, value: Json, through: Through): Promise<Json | undefined> {
  return through({ ...pick(fields, 'ResultPath'), Result: value }, input);
}

function pick(fields: JsonObject, name: string): JsonObject {
  return renamed(fields, name, name);
}

function renamed(fields: JsonObject, from: string, to: string): JsonObject {
  return Object.hasOwn(fields, from) ? { [to]: fields[from] as Json } : {};
}
