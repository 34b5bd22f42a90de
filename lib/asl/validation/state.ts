// One state, and through it the scopes inside it.
import { isObject, type Json, type JsonObject, own } from '../../json';
import type { StateType } from '../definition';
import { stateRules } from '../fields';
import { didYouMean } from '../nearest';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { scopesIn } from '../transitions';
import { languageOf } from '../variables';
import { type FieldContext, isOpaque, type MachineContext } from './context';
import { checkMapMode } from './distributed';
import { checkObject } from './object';
import { checkTask } from './task';
import { looksComputed } from './template';

/** AWS: the order in which the service lists them. */
const stateTypes: readonly StateType[] = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];

/** Checks the states of a scope and all that is inside them. */
export function checkStates(scope: JsonObject, place: Place, context: MachineContext): void {
  const states = own(scope, 'States');
  if (!isObject(states)) return;
  for (const name of Object.keys(states)) checkState(name, states[name] as Json, at(place, 'States', name), context);
}

function checkState(name: string, state: Json, place: Place, context: MachineContext): void {
  if (!isObject(state)) {
    context.report.add('ASL305', { place, message: 'must be an object', aws: { message: sentence.kind('OBJECT') } });
    return;
  }
  const type = own(state, 'Type');
  if (isOpaque(context, type)) return;
  if (!stateTypes.includes(type as StateType)) {
    wrongType(type, place, context);
    return;
  }
  const stateType = type as StateType;
  const declared = own(state, 'QueryLanguage');
  const downgraded = declared === 'JSONPath' && context.language === 'JSONata';
  if (downgraded) {
    context.report.add('ASL310', {
      place: at(place, 'QueryLanguage'),
      message: 'the machine is JSONata, so no state can be JSONPath',
      aws: { message: sentence.downgrade, place },
    });
  }
  const hasResult = stateType === 'Task' || stateType === 'Parallel' || stateType === 'Map';
  const fieldContext: FieldContext = {
    ...context,
    name,
    stateType,
    language: languageOf(declared, context.language),
    downgraded,
    scope: { result: hasResult, errorOutput: false },
  };
  checkObject(state, stateRules[stateType], place, fieldContext);
  extras[stateType]?.(state, place, fieldContext);
  for (const inner of scopesIn(state, place)) {
    // AWS: what is inside inherits the machine's language, not that of the Map or Parallel.
    checkStates(inner.scope, inner.place, { ...context, type: childType(inner.scope, context) });
  }
}

function wrongType(type: Json | undefined, place: Place, { report }: MachineContext): void {
  report.add(type === undefined ? 'ASL301' : 'ASL307', {
    place: type === undefined ? place : at(place, 'Type'),
    message: type === undefined ? 'missing field: Type' : `${JSON.stringify(type)} is no type of state`,
    hint: typeof type === 'string' ? didYouMean(type, stateTypes) : `Type is one of ${stateTypes.join(', ')}`,
    aws: type === undefined ? { message: sentence.required(['Type']) } : { message: sentence.stateType(stateTypes) },
  });
}

/** States of a distributed Map run in executions of their own type. */
function childType(scope: JsonObject, context: MachineContext): MachineContext['type'] {
  const config = own(scope, 'ProcessorConfig');
  const express = isObject(config) && own(config, 'ExecutionType') === 'EXPRESS';
  return express ? 'EXPRESS' : context.type;
}

const extras: { readonly [Type in StateType]?: (state: JsonObject, place: Place, context: FieldContext) => void } = {
  Task: checkTask,
  Map: checkMapMode,
  Choice(state, place, { report }) {
    if (Object.hasOwn(state, 'Default')) return;
    report.add('ASL902', { place, message: 'without Default the execution fails when no rule matches' });
  },
  Pass(state, place, context) {
    const result = own(state, 'Result');
    if (typeof result !== 'string' || !looksComputed(result) || isOpaque(context, result)) return;
    context.report.add('ASL510', {
      place: at(place, 'Result'),
      message: `"${result}" is a literal text here`,
      hint: 'use Parameters with a key that ends in .$, or InputPath',
      aws: { code: 'PASS_RESULT_IS_STATIC', message: sentence.staticResult },
    });
  },
};
