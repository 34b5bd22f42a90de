// Events as JSON text, for those who send them. Most events of a history are states entered and left: their text is put
// together here, and a value that one state hands to the next is written once. Text and objects say the same.
import type { HistoryEvent } from '../engine';
import type { Json } from '../json';
import { type AwsOptions, awsEvent } from './aws';

/** The `events` of GetExecutionHistory as JSON text: what `awsEvent` gives for each, in an array. */
export function awsEventsText(events: readonly HistoryEvent[], options: AwsOptions = {}): string {
  const { includeExecutionData = true } = options;
  const quoted = new Quoted();
  let text = '';
  for (const event of events) {
    const { type } = event;
    const visited = includeExecutionData && (type.endsWith('StateEntered') || type.endsWith('StateExited'));
    const written = visited ? visitText(event as Visited, quoted) : undefined;
    text += `${text === '' ? '' : ','}${written ?? JSON.stringify(awsEvent(event, options))}`;
  }
  return `[${text}]`;
}

type Visited = Extract<HistoryEvent, { readonly type: `${string}State${'Entered' | 'Exited'}` }>;

/** Undefined for a state that assigned variables. */
function visitText(event: Visited, quoted: Quoted): string | undefined {
  const { timestamp, type, id, previousEventId, state } = event;
  const head = `{"timestamp":${timestamp / 1000},"type":"${type}","id":${id},"previousEventId":${previousEventId}`;
  if ('input' in event) {
    const input = quoted.of(event.input, event.inputText);
    return `${head},"stateEnteredEventDetails":{"name":${quoted.name(state)},"input":${input},"inputDetails":{"truncated":false}}}`;
  }
  if (event.assigned !== undefined) return undefined;
  const output = quoted.of(event.output, event.outputText);
  return `${head},"stateExitedEventDetails":{"name":${quoted.name(state)},"output":${output},"outputDetails":{"truncated":false}}}`;
}

/** JSON texts as JSON texts: the last value's and the last name's are kept, for they come twice. */
class Quoted {
  #value: Json | undefined;
  #text = '';
  #name: string | undefined;
  #quotedName = '';

  /** @param text the value's own text, if it is not the usual one */
  of(value: Json, text: string | undefined): string {
    if (text !== undefined) return JSON.stringify(text);
    if (this.#value !== value) {
      this.#text = JSON.stringify(JSON.stringify(value));
      this.#value = value;
    }
    return this.#text;
  }

  name(name: string): string {
    if (this.#name !== name) {
      this.#quotedName = JSON.stringify(name);
      this.#name = name;
    }
    return this.#quotedName;
  }
}
