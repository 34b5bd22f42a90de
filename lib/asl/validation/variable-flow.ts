// Variables between states: what is read is assigned somewhere in sight, and inner scopes keep to names of their own.
// AWS: a name of an outer scope is refused; what no state assigns fails when it is reached.
import { type JsonObject, own } from '../../json';
import { didYouMean } from '../nearest';
import { at, type Place, root } from '../place';
import { sentence } from '../sentences';
import { scopesIn, statesOf } from '../transitions';
import { assignmentsOf, languageOf, variablesRead } from '../variables';
import { isOpaque, type MachineContext } from './context';

/** The variables of a scope, and those it can see. */
interface Sight {
  readonly assigned: ReadonlySet<string>;
  readonly outer: Sight | undefined;
  /** Outer variables stay out of sight. */
  readonly distributed: boolean;
}

export function checkVariableFlow(definition: JsonObject, context: MachineContext): void {
  checkScope(definition, root, undefined, false, context);
}

function checkScope(
  scope: JsonObject,
  place: Place,
  outer: Sight | undefined,
  distributed: boolean,
  context: MachineContext,
): void {
  const states = statesOf(scope).map(([name, state]) => {
    const here = at(place, 'States', name);
    const language = languageOf(own(state, 'QueryLanguage'), context.language);
    return { state, here, language, assignments: assignmentsOf(state, here, language) };
  });
  const assigned = new Set(states.flatMap(({ assignments }) => assignments.map(({ name }) => name)));
  const sight: Sight = { assigned, outer, distributed };
  for (const { state, here, language, assignments } of states) {
    for (const { name, place: where } of assignments) {
      if (!distributed && isSeen(name, outer)) inOuterScope(name, where, context);
    }
    for (const name of variablesRead(state, language)) checkRead(name, sight, here, context);
    for (const inner of scopesIn(state, here)) checkScope(inner.scope, inner.place, sight, inner.distributed, context);
  }
}

function inOuterScope(name: string, place: Place, { report }: MachineContext): void {
  report.add('ASL509', {
    place,
    key: true,
    message: `$${name} is a variable of an outer scope`,
    hint: 'an inner scope reads outer variables, but cannot assign them',
    aws: { code: 'DUPLICATE_VARIABLE_NAME', message: sentence.outerVariable(name) },
  });
}

function checkRead(name: string, sight: Sight, place: Place, context: MachineContext): void {
  if (isSeen(name, sight) || isOpaque(context, name)) return;
  const all = namesOf(sight, true);
  if (all.has(name)) {
    context.report.add('ASL512', {
      place,
      message: `it reads $${name}, which the children of a distributed Map cannot see`,
    });
  } else {
    context.report.add('ASL508', {
      place,
      message: `it reads $${name}, which no state assigns`,
      hint: didYouMean(name, [...namesOf(sight, false)]),
    });
  }
}

function isSeen(name: string, sight: Sight | undefined): boolean {
  for (let scope = sight; scope !== undefined; scope = scope.distributed ? undefined : scope.outer) {
    if (scope.assigned.has(name)) return true;
  }
  return false;
}

function namesOf(sight: Sight, beyond: boolean): Set<string> {
  const names = new Set<string>();
  for (let scope: Sight | undefined = sight; scope !== undefined; ) {
    for (const name of scope.assigned) names.add(name);
    scope = scope.distributed && !beyond ? undefined : scope.outer;
  }
  return names;
}
