// Why a Choice went where it went: its rules with the values that they saw. The engine itself is asked again, one rule at a
// time, so that what is shown is what counted.
import { type ChoiceRule, type ChoiceState, type Definition, ruleText, type State } from '../asl';
import { compileMachine, createExecution, type HistoryEvent } from '../engine';
import type { Trace, Visit } from '../history';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../json';
import type { Execution } from './execution';
import { stateNamed } from './names';
import { placeText } from './places';

/** Lines that tell of one visit of a Choice state. */
export function explainChoice(execution: Execution, visit: Visit): string[] {
  const { source } = execution;
  const state = stateNamed(source, visit.state).state as ChoiceState;
  const place = source.places.get(visit.state);
  const asked = new Asked(source.definition, state, visit, variablesAt(execution.trace, visit));
  const rows = state.Choices.map((rule, index) => [
    String(index + 1),
    ruleText(rule),
    asked.values(rule),
    index > (visit.rule ?? -1) && (visit.rule ?? -1) >= 0 ? 'not asked' : String(asked.holds(rule)),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  const where = place === undefined ? '' : `      ${placeText(place)}`;
  const how =
    visit.rule === undefined ? 'nowhere' : `${visit.next} (${visit.rule < 0 ? 'default' : `rule ${visit.rule + 1}`})`;
  return [`${visit.state} went to ${how}. Rules, with the values they saw:${where}`, ...lines];
}

/** Variables that a visit could see: those assigned before it in its own scope and in the scopes around it. */
function variablesAt(tree: Trace, visit: Visit): JsonObject {
  const variables: MutableJsonObject = {};
  const around = (visits: readonly Visit[]): boolean => {
    for (const one of visits) {
      if (one === visit) return true;
      const inner = one.attempts.flatMap((attempt) => [...attempt.scopes.values()]);
      if (visit.path.startsWith(`${one.path}[`) || visit.path.startsWith(`${one.path}#`)) {
        const own = inner.find((scope) => visit.path.startsWith(scope.path));
        if (own !== undefined && around(own.visits)) return true;
      }
      for (const [name, value] of Object.entries(one.assigned ?? {})) put(variables, name, value);
    }
    return false;
  };
  around(tree.machine.visits);
  return variables;
}

class Asked {
  readonly #language: 'JSONPath' | 'JSONata';
  readonly #state: ChoiceState;
  readonly #input: Json;
  readonly #variables: JsonObject;

  constructor(definition: Definition, state: ChoiceState, visit: Visit, variables: JsonObject) {
    this.#language = state.QueryLanguage ?? definition.QueryLanguage ?? 'JSONPath';
    this.#state = state;
    this.#input = visit.input;
    this.#variables = variables;
  }

  /** Whether the rule matches; the error's name when it cannot be evaluated. */
  holds(rule: ChoiceRule): boolean | string {
    const { Assign: _assign, Output: _output, ...bare } = rule;
    const { InputPath } = this.#state;
    const choice: State = {
      Type: 'Choice',
      ...(InputPath === undefined ? {} : { InputPath }),
      Choices: [{ ...bare, Next: 'Yes' }],
      Default: 'No',
    };
    const last = this.#run(choice);
    return last?.type === 'ExecutionSucceeded' ? last.output === 'yes' : errorOf(last);
  }

  /** `total = 240`, for everything that the rule looks at. */
  values(rule: ChoiceRule): string {
    const references =
      this.#language === 'JSONata' ? referencesIn(String(rule.Condition ?? '')) : [...new Set(pathsIn(rule))];
    return references.map((reference) => `${reference.replace(/^\$\./, '')} = ${this.#value(reference)}`).join(', ');
  }

  #value(reference: string): string {
    const { InputPath } = this.#state;
    const read: State =
      this.#language === 'JSONata'
        ? { Type: 'Pass', Output: `{% ${reference} %}`, Next: 'Done' }
        : {
            Type: 'Pass',
            ...(InputPath === undefined ? {} : { InputPath }),
            Parameters: { 'value.$': reference },
            Next: 'Done',
          };
    const last = this.#run(read);
    if (last?.type !== 'ExecutionSucceeded') return 'nothing';
    const value = this.#language === 'JSONata' ? last.output : (last.output as JsonObject).value;
    return value === undefined ? 'nothing' : shortened(JSON.stringify(value));
  }

  #run(state: State): HistoryEvent | undefined {
    const answer = (value: string): State =>
      this.#language === 'JSONata'
        ? { Type: 'Pass', Output: value, End: true }
        : { Type: 'Pass', Result: value, End: true };
    const machine = compileMachine({
      QueryLanguage: this.#language,
      StartAt: 'Asked',
      States: { Asked: state, Yes: answer('yes'), No: answer('no'), Done: { Type: 'Pass', End: true } },
    });
    const execution = createExecution(machine);
    const identity = {
      executionArn: '',
      name: '',
      roleArn: '',
      stateMachineArn: '',
      stateMachineName: '',
      type: 'STANDARD' as const,
    };
    const given = { context: {}, variables: this.#variables };
    execution.step({ kind: 'started', at: 0, identity, input: this.#input, seed: 1, given });
    return execution.history.at(-1);
  }
}

function errorOf(event: HistoryEvent | undefined): string {
  return event !== undefined && 'error' in event && event.error !== undefined ? event.error : 'cannot be told';
}

const valueMax = 60;
function shortened(text: string): string {
  return text.length > valueMax ? `${text.slice(0, valueMax)}…` : text;
}

/** Paths that a JSONPath rule reads. */
function pathsIn(rule: Json | ChoiceRule | readonly ChoiceRule[] | undefined): string[] {
  if (isArray(rule as Json)) return (rule as readonly ChoiceRule[]).flatMap((part) => pathsIn(part));
  if (!isObject(rule as Json)) return [];
  return Object.entries(rule as JsonObject).flatMap(([name, value]) => {
    if (name === 'Variable' || name.endsWith('Path')) return typeof value === 'string' ? [value] : [];
    return ['And', 'Or', 'Not'].includes(name) ? pathsIn(value) : [];
  });
}

/** Variables and input members that a JSONata condition names; functions are no values. */
function referencesIn(condition: string): string[] {
  const found = condition.replace(/'[^']*'|"[^"]*"/g, '').matchAll(/\$[A-Za-z_]\w*(?:\.[A-Za-z_`]\w*`?)*(?!\w*\()/g);
  return [...new Set([...found].map(([text]) => text))].filter(
    (text) => text !== '$states' && !text.startsWith('$states.context'),
  );
}
