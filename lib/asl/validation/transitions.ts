// The graph of a definition: every target exists, every state is reached, something ends the machine; names are unique.
// AWS: these are looked at only when the definition's form has no fault; a dangling target is reported before what follows
// from it, and where no state ends the machine, unreachable ones are not reported.
import { isObject, type JsonObject, own } from '../../json';
import { didYouMean } from '../nearest';
import { at, type Place, root } from '../place';
import { sentence } from '../sentences';
import { isTerminal, scopesIn, statesOf, transitionsOf } from '../transitions';
import { isOpaque, type MachineContext } from './context';

const stateNameLengthMax = 80;
const labelLengthMax = 40;

export function checkGraph(definition: JsonObject, context: MachineContext): void {
  checkNames(definition, context);
  checkScope(definition, root, context);
}

function checkScope(scope: JsonObject, place: Place, context: MachineContext): void {
  const named = own(scope, 'States');
  if (!isObject(named)) return;
  const start = own(scope, 'StartAt');
  const states = statesOf(scope);
  const isMachine = place === root;
  if (typeof start === 'string') checkTarget(start, at(place, 'StartAt'), named, context);
  for (const [name, state] of states) {
    for (const { target, place: where } of transitionsOf(state, at(place, 'States', name))) {
      checkTarget(target, where, named, context);
    }
  }
  const terminal = states.some(([, state]) => isTerminal(state));
  if (!terminal && states.length > 0) noTerminal(place, isMachine, context);
  if ((terminal || !isMachine) && typeof start === 'string') checkReached(start, states, place, context);
  for (const [name, state] of states) {
    for (const inner of scopesIn(state, at(place, 'States', name))) checkScope(inner.scope, inner.place, context);
  }
}

function checkTarget(target: string, place: Place, states: JsonObject, context: MachineContext): void {
  if (Object.hasOwn(states, target) || isOpaque(context, target)) return;
  context.report.add('ASL204', {
    place,
    message: `no state is named "${target}"`,
    hint: didYouMean(target, Object.keys(states)) ?? 'a transition stays within its States object',
    aws: { code: 'MISSING_TRANSITION_TARGET', message: sentence.missingTarget(target) },
  });
}

/** AWS: only the machine itself must have an end; a branch or item processor without one is accepted, and never ends. */
function noTerminal(place: Place, isMachine: boolean, { report }: MachineContext): void {
  if (isMachine) {
    report.add('ASL205', {
      place: at(place, 'States'),
      message: 'no state ends the machine',
      hint: 'give the last state "End": true',
      aws: { code: 'MISSING_END_STATE', message: sentence.noTerminal, place: null },
    });
  } else {
    report.add('ASL903', { place, message: 'no state ends it', hint: 'give the last state "End": true' });
  }
}

function checkReached(
  start: string,
  states: readonly [name: string, state: JsonObject][],
  place: Place,
  context: MachineContext,
): void {
  const byName = new Map(states);
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = byName.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const { target } of transitionsOf(state, place)) {
      // What is filled in later may lead anywhere.
      if (isOpaque(context, target)) return;
      open.push(target);
    }
  }
  for (const [name] of states) {
    if (reached.has(name)) continue;
    context.report.add('ASL203', {
      place: at(place, 'States', name),
      message: `nothing leads to "${name}"`,
      aws: { code: 'MISSING_TRANSITION_TARGET', message: sentence.unreachable(name) },
    });
  }
}

/** Names are unique in the whole machine, and so are labels. */
function checkNames(definition: JsonObject, context: MachineContext): void {
  const seen = new Set<string>();
  const labels = new Set<string>();
  const walk = (scope: JsonObject, place: Place): void => {
    for (const [name, state] of statesOf(scope)) {
      const here = at(place, 'States', name);
      checkName(name, seen, here, context);
      checkLabel(own(state, 'Label'), labels, at(here, 'Label'), context);
      for (const inner of scopesIn(state, here)) walk(inner.scope, inner.place);
    }
  };
  walk(definition, root);
}

function checkName(name: string, seen: Set<string>, place: Place, { report }: MachineContext): void {
  if (seen.has(name)) {
    report.add('ASL201', {
      place,
      message: `another state is named "${name}"`,
      aws: { code: 'DUPLICATE_STATE_NAME', message: sentence.duplicateState(name) },
    });
  }
  seen.add(name);
  if (name !== '' && name.length <= stateNameLengthMax) return;
  report.add('ASL202', {
    place,
    message:
      name === '' ? 'the name is empty' : `the name has ${name.length} characters, ${stateNameLengthMax} are allowed`,
    aws: { code: 'INVALID_STATE_NAME', message: sentence.stateName(name) },
  });
}

const forbiddenInLabel = /[\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF\u{10FFFF}]/u;

function checkLabel(label: unknown, seen: Set<string>, place: Place, context: MachineContext): void {
  if (typeof label !== 'string' || isOpaque(context, label)) return;
  if (seen.has(label)) {
    context.report.add('ASL701', {
      place,
      message: `another Map has the label "${label}"`,
      aws: { code: 'DUPLICATE_LABEL_NAME', message: sentence.duplicateLabel(label) },
    });
  }
  seen.add(label);
  const isLong = label.length > labelLengthMax;
  if (isLong || label === '' || forbiddenInLabel.test(label)) {
    context.report.add('ASL701', {
      place,
      message: `"${label}" is no label: 1 to ${labelLengthMax} characters, no white space, none of ?*<>{}[]"#%\\^|~\`$&,;:/`,
      aws: {
        code: 'INVALID_LABEL_NAME',
        message: isLong ? sentence.labelLength(label) : sentence.labelCharacters(label),
      },
    });
  }
}
