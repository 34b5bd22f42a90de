// MockConfigFile.json of Step Functions Local: read, checked against its schema and against the machine it is for.
// SPEC step-functions-local "MockConfigFile": StateMachines → TestCases → state → name of a response; MockedResponses → name →
// "0" or "1-2" → Return or Throw. Numbers count the invocations of a state, from 0.
import type { ServiceCall, TaskIo } from '../../engine';
import { isObject, type Json, type JsonObject, own } from '../../json';
import type { Answerer } from '../answerer';
import { completed, plausibleAnswer } from '../plausible';
import type { World } from '../world';
import { resultDoubts } from './doubts';

/** Something wrong in the file. */
export interface MockConfigFault {
  /** JSON pointer. */
  readonly at: string;
  readonly message: string;
}

export class MockConfigError extends Error {
  readonly faults: readonly MockConfigFault[];
  constructor(source: string, faults: readonly MockConfigFault[]) {
    super(
      `${source} is not a valid mock configuration:\n${faults.map((fault) => `  ${fault.at || '/'}: ${fault.message}`).join('\n')}`,
    );
    this.name = 'MockConfigError';
    this.faults = faults;
  }
}

interface Answer {
  readonly from: number;
  readonly to: number;
  readonly returned: Json | undefined;
  readonly thrown: { readonly error: string; readonly cause: string } | undefined;
}

export class MockConfig {
  readonly #machines: JsonObject;
  readonly #responses: ReadonlyMap<string, readonly Answer[]>;
  readonly #source: string;

  /**
   * @param source the file's name, for messages
   * @throws MockConfigError naming every fault
   */
  constructor(file: Json, source: string) {
    const faults: MockConfigFault[] = [];
    this.#source = source;
    this.#machines = isObject(file) ? member(file, 'StateMachines', '', faults) : {};
    if (!isObject(file)) faults.push({ at: '', message: 'must be an object' });
    const responses = isObject(file) ? member(file, 'MockedResponses', '', faults) : {};
    this.#responses = new Map(
      Object.entries(responses).map(([name, response]) => [
        name,
        readAnswers(response, `/MockedResponses/${pointer(name)}`, faults),
      ]),
    );
    this.#checkMachines(faults);
    if (faults.length > 0) throw new MockConfigError(source, faults);
  }

  /** Names of the test cases of a state machine. */
  cases(machine: string): readonly string[] {
    const entry = own(this.#machines, machine);
    const cases = isObject(entry) ? own(entry, 'TestCases') : undefined;
    return isObject(cases) ? Object.keys(cases) : [];
  }

  /** States that are mocked for a machine and that it does not have. */
  unknownStates(machine: string, states: ReadonlySet<string>): readonly MockConfigFault[] {
    return this.cases(machine).flatMap((name) =>
      Object.keys(this.#case(machine, name))
        .filter((state) => !states.has(state))
        .map((state) => ({
          at: `/StateMachines/${pointer(machine)}/TestCases/${pointer(name)}/${pointer(state)}`,
          message: `state machine ${machine} has no state named "${state}"`,
        })),
    );
  }

  /**
   * Mocked results that do not look like what their service gives.
   * @param resourceOf Resource of a state of the machine
   */
  doubts(machine: string, resourceOf: (state: string) => string | undefined): readonly MockConfigFault[] {
    const found = new Map<string, MockConfigFault>();
    for (const name of this.cases(machine)) {
      for (const [state, response] of Object.entries(this.#case(machine, name))) {
        const resource = resourceOf(state);
        const answers = typeof response === 'string' ? (this.#responses.get(response) ?? []) : [];
        for (const { from, to, returned } of resource === undefined ? [] : answers) {
          const range = from === to ? `${from}` : `${from}-${to}`;
          const at = `/MockedResponses/${pointer(String(response))}/${range}/Return`;
          for (const message of returned === undefined ? [] : resultDoubts(resource ?? '', returned))
            found.set(at + message, { at, message });
        }
      }
    }
    return [...found.values()];
  }

  /** Answers of one test case, for one execution: invocations are counted from 0 anew. */
  testCase(machine: string, name: string, world: World): Answerer {
    if (!this.cases(machine).includes(name)) {
      const known = this.cases(machine);
      throw new MockConfigError(this.#source, [
        {
          at: `/StateMachines/${pointer(machine)}/TestCases`,
          message: `there is no test case "${name}"${known.length > 0 ? `; there are ${known.join(', ')}` : ''}`,
        },
      ]);
    }
    const states = this.#case(machine, name);
    const counts = new Map<string, number>();
    return {
      by: 'mock',
      answers: (call, io) => {
        const response = own(states, call.state);
        if (typeof response !== 'string') return false;
        const count = counts.get(call.state) ?? 0;
        counts.set(call.state, count + 1);
        const answer = this.#responses.get(response)?.find(({ from, to }) => from <= count && count <= to);
        if (answer === undefined) io.settled(exhausted(call, response, count));
        else give(answer, call, io, world);
        return true;
      },
    };
  }

  #case(machine: string, name: string): JsonObject {
    const entry = own(this.#machines, machine);
    const cases = isObject(entry) ? own(entry, 'TestCases') : undefined;
    const found = isObject(cases) ? own(cases, name) : undefined;
    return isObject(found) ? found : {};
  }

  #checkMachines(faults: MockConfigFault[]): void {
    for (const [machine, entry] of Object.entries(this.#machines)) {
      const at = `/StateMachines/${pointer(machine)}`;
      if (!isObject(entry)) {
        faults.push({ at, message: 'must be an object' });
        continue;
      }
      for (const [name, states] of Object.entries(member(entry, 'TestCases', at, faults))) {
        const caseAt = `${at}/TestCases/${pointer(name)}`;
        if (!isObject(states)) faults.push({ at: caseAt, message: 'must be an object' });
        else this.#checkCase(states, caseAt, faults);
      }
    }
  }

  #checkCase(states: JsonObject, at: string, faults: MockConfigFault[]): void {
    for (const [state, response] of Object.entries(states)) {
      const stateAt = `${at}/${pointer(state)}`;
      if (typeof response !== 'string') faults.push({ at: stateAt, message: 'must be the name of a mocked response' });
      else if (!this.#responses.has(response))
        faults.push({ at: stateAt, message: `there is no mocked response named "${response}"` });
    }
  }
}

function give(answer: Answer, call: ServiceCall, io: TaskIo, world: World): void {
  if (call.pattern !== 'requestResponse') io.submitted(plausibleAnswer(call, world));
  if (answer.thrown !== undefined) io.settled({ ok: false, ...answer.thrown });
  else io.settled({ ok: true, output: output(call, answer.returned ?? null, world) });
}

/** The result of a mocked task whose Resource is a function's ARN is the mocked Payload. */
function output(call: ServiceCall, returned: Json, world: World): Json {
  if (call.kind === 'function' && isObject(returned) && own(returned, 'Payload') !== undefined)
    return own(returned, 'Payload') ?? null;
  return call.kind === 'integration' && call.pattern === 'requestResponse'
    ? completed(call, returned, world)
    : returned;
}

function exhausted(call: ServiceCall, response: string, count: number) {
  return {
    ok: false as const,
    error: 'States.Runtime',
    cause: `The mocked response "${response}" has no entry for invocation ${count} of state ${call.state}. Add "${count}" to it.`,
  };
}

function readAnswers(response: Json, at: string, faults: MockConfigFault[]): readonly Answer[] {
  if (!isObject(response)) {
    faults.push({ at, message: 'must be an object' });
    return [];
  }
  if (Object.keys(response).length === 0) faults.push({ at, message: 'must have at least one entry such as "0"' });
  return Object.entries(response).map(([range, answer]) =>
    readAnswer(range, answer, `${at}/${pointer(range)}`, faults),
  );
}

function readAnswer(range: string, answer: Json, at: string, faults: MockConfigFault[]): Answer {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  const first = Number(from ?? -1);
  const last = to === undefined ? first : Number(to);
  if (from === undefined || last < first)
    faults.push({ at, message: 'the key must be a number such as "0" or a range such as "1-2"' });
  const has = (name: string): boolean => isObject(answer) && Object.hasOwn(answer, name);
  if (!isObject(answer) || has('Return') === has('Throw')) {
    faults.push({ at, message: 'must have either Return or Throw' });
    return { from: first, to: last, returned: null, thrown: undefined };
  }
  if (has('Return')) return { from: first, to: last, returned: own(answer, 'Return') ?? null, thrown: undefined };
  const thrown = own(answer, 'Throw');
  const error = isObject(thrown) ? own(thrown, 'Error') : undefined;
  const cause = isObject(thrown) ? own(thrown, 'Cause') : undefined;
  if (typeof error !== 'string' || typeof cause !== 'string')
    faults.push({ at: `${at}/Throw`, message: 'must have Error and Cause, both texts' });
  return { from: first, to: last, returned: undefined, thrown: { error: String(error), cause: String(cause) } };
}

function member(of: JsonObject, name: string, at: string, faults: MockConfigFault[]): JsonObject {
  const value = own(of, name);
  if (isObject(value)) return value;
  faults.push({ at: `${at}/${name}`, message: value === undefined ? 'is required' : 'must be an object' });
  return {};
}

function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
