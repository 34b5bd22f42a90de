// What is known of a computed parameter before anything runs: `States.Format('runs/{}.json', …)` names an object below
// `runs/`, whatever its argument, and so does `{% 'runs/' & $id %}`.
import { type Json, type JsonObject, own } from '../../json';

const format = /^States\.Format\('((?:[^'\\]|\\.)*)'/;
/** Only operands joined by `&`: other operators could make something else of the beginning. */
const joined = /^\{%\s*'([^'\\]*)'\s*&[\w$.\s&'[\]/-]*%\}$/;

/** The parameters with `*` for what is only known at run time, where something around it is known. */
export function foreseen(parameters: JsonObject): JsonObject {
  const known: { [name: string]: Json } = { ...parameters };
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value !== 'string') continue;
    const formatted = name.endsWith('.$') ? format.exec(value)?.[1] : undefined;
    const begun = joined.exec(value)?.[1];
    const plain = name.replace(/\.\$$/, '');
    if (formatted !== undefined && own(parameters, plain) === undefined) {
      delete known[name];
      known[plain] = formatted.replaceAll('{}', '*').replace(/\\(.)/g, '$1');
    } else if (begun !== undefined) known[name] = `${begun}*`;
  }
  return known;
}
