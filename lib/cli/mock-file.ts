// --mock: answers from a MockConfigFile.json of Step Functions Local.
import { type Answerer, MockConfig, MockConfigError, type World } from '../services';
import { CommandError } from './errors';
import { readJsonFile } from './files';
import type { Subject } from './subject';

/** @throws CommandError CLI105 with every fault of the file, or the test cases that there are */
export function mockAnswerer(file: string, testCase: string | undefined, subject: Subject, world: World): Answerer {
  const config = readConfig(file);
  const names = namesOf(subject);
  const machine = names.find((name) => config.cases(name).length > 0);
  if (machine === undefined) {
    throw new CommandError('CLI105', `${file} has no test case for ${subject.name}`, {
      hint: `name the state machine ${names.map((name) => `"${name}"`).join(' or ')} under StateMachines`,
    });
  }
  const cases = config.cases(machine);
  if (testCase === undefined ? cases.length > 1 : !cases.includes(testCase)) {
    const which = testCase === undefined ? `${file} has several test cases` : `${file} has no test case "${testCase}"`;
    throw new CommandError('CLI105', which, { hint: `say --mock-case with one of: ${cases.join(', ')}` });
  }
  return config.testCase(machine, testCase ?? (cases[0] as string), world);
}

function readConfig(file: string): MockConfig {
  try {
    return new MockConfig(readJsonFile(file, 'CLI105'), file);
  } catch (error) {
    if (!(error instanceof MockConfigError)) throw error;
    const details = error.faults.map(({ at, message }) => `${at || '/'}: ${message}`).join('\n');
    throw new CommandError('CLI105', `${file} is not a mock file`, { details });
  }
}

/** What the machine may be called in the file: its physical name, its construct path, or a part at the path's end. */
function namesOf({ stateMachineArn, name }: Subject): string[] {
  const parts = name
    .replace(/\/StateMachine$/, '')
    .replace(/\/Workflow$/, '')
    .split('/');
  return [...new Set([parts.at(-1) as string, parts.join('/'), name, stateMachineArn.split(':').at(-1) as string])];
}
