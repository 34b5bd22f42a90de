// What a state works on must not be larger than a payload, counted after Parameters or Arguments (Developer Guide,
// States.DataLimitExceeded). Most templates only repeat parts of the input, whose size is known: then nothing is counted.
import type { State } from '../asl';
import { isArray, isObject, type Json, upperBound } from '../json';
import type { QueryLanguage } from '../query';
import { compileValuePath, measured } from './data';
import { unmeasured, type Visit } from './node';

/** Checks the effective input of one visit. @throws StateFailed States.DataLimitExceeded */
export type InputLimit = (effective: Json, visit: Visit) => void;

/** For states with Parameters or Arguments. */
export function compileInputLimit(state: State, language: QueryLanguage): InputLimit {
  const size = language === 'JSONPath' ? sizeOf(state) : undefined;
  return (effective, visit) => {
    if (effective === visit.input) return;
    if (size !== undefined) {
      if (visit.inputBound === unmeasured) visit.inputBound = measured(visit.input, visit);
      if (size.fixed + size.parts * visit.inputBound <= visit.payloadBytesMax) return;
    }
    measured(effective, visit);
  };
}

/** Bytes of what a template makes: so many at most besides so many parts of the input. */
interface TemplateSize {
  fixed: number;
  parts: number;
}

/** Undefined where the template, or InputPath before it, may draw more than parts of the input. */
function sizeOf(state: State): TemplateSize | undefined {
  const path = 'InputPath' in state ? state.InputPath : undefined;
  const template = 'Parameters' in state ? state.Parameters : undefined;
  if (!compileValuePath(path, 'InputPath').within) return undefined;
  if (template === undefined) return { fixed: 0, parts: 1 };
  const size: TemplateSize = { fixed: upperBound(template), parts: 0 };
  return addTo(size, template) ? size : undefined;
}

const partOfInput = /^\$(?:\.[A-Za-z_][\w-]*|\['[^'\\]*'\]|\[\d+\])*$/;
/** Members of the context object that are short texts or numbers; the token is the longest. */
const shortContext =
  /^\$\$\.(?:Task\.Token|Execution\.(?:Id|Name|RoleArn|StartTime)|StateMachine\.(?:Id|Name)|State\.\w+)$/;
const shortBytesMax = 2_048 * 6;

function addTo(size: TemplateSize, template: Json): boolean {
  if (isArray(template)) return template.every((item) => addTo(size, item));
  if (!isObject(template)) return true;
  return Object.keys(template).every((key) => {
    const value = template[key] as Json;
    if (!key.endsWith('.$')) return addTo(size, value);
    if (typeof value !== 'string') return false;
    if (partOfInput.test(value)) size.parts++;
    else if (shortContext.test(value)) size.fixed += shortBytesMax;
    else return false;
    return true;
  });
}
