// `#TestCase` behind a state machine's ARN: Step Functions Local's way to ask for mocked answers.
import { isArray, isObject, type Json } from '../json';
import { ApiError } from '../local';
import type { Answerer, MockConfig, World } from '../services';

/** The mocked answers of executions that were started with `#TestCase`. */
export class TestCases implements Answerer {
  readonly by = 'mock';
  readonly #config: MockConfig | undefined;
  readonly #world: World;
  readonly #chosen = new Map<string, Answerer>();
  /** The execution whose Map Run started this one; itself for others. */
  readonly #parentOf: (executionArn: string) => string;

  constructor(config: MockConfig | undefined, world: World, parentOf: (executionArn: string) => string) {
    this.#config = config;
    this.#world = world;
    this.#parentOf = parentOf;
  }

  /** @throws ApiError ValidationException */
  choose(executionArn: string, machine: string, name: string, definition: string): void {
    if (this.#config === undefined) {
      throw new ApiError(
        'ValidationException',
        `The test case ${name} needs a mock configuration file (SFN_MOCK_CONFIG)`,
      );
    }
    if (!this.#config.cases(machine).includes(name)) {
      throw new ApiError('ValidationException', `The mock configuration has no test case ${name} for ${machine}`);
    }
    const unknown = this.#config.unknownStates(machine, stateNames(JSON.parse(definition) as Json));
    if (unknown.length > 0) {
      const faults = unknown.map(({ at, message }) => `${at}: ${message}`).join('; ');
      throw new ApiError('ValidationException', `The mock configuration does not fit the definition: ${faults}`);
    }
    this.#chosen.set(executionArn, this.#config.testCase(machine, name, this.#world));
  }

  answers(...[call, io]: Parameters<Answerer['answers']>): boolean {
    const testCase = this.#chosen.get(call.executionArn) ?? this.#chosen.get(this.#parentOf(call.executionArn));
    return testCase?.answers(call, io) ?? false;
  }
}

/** Names of all states of a definition, those inside Map and Parallel states included. */
function stateNames(definition: Json): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (scope: Json | undefined): void => {
    if (!isObject(scope) || !isObject(scope.States)) return;
    for (const [name, state] of Object.entries(scope.States)) {
      names.add(name);
      if (!isObject(state)) continue;
      visit(state.ItemProcessor ?? state.Iterator);
      if (isArray(state.Branches)) for (const branch of state.Branches) visit(branch);
    }
  };
  visit(definition);
  return names;
}
