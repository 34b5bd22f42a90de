// One execution, offline: definition → driver under virtual or real time → live steps → result.

import { answersOf } from './answers';
import { type Command, command } from './command';
import { durationMs } from './duration';
import { CommandError } from './errors';
import type { ExitCode } from './exit';
import { existingFolder, parseJson, readTextFile } from './files';
import { serviceOptions, tellsOfServices } from './service-options';
import { findSubject } from './subject';
import type { Terminal } from './terminal';

const options = {
  input: {
    type: 'string',
    short: 'i',
    value: 'json|file|-',
    summary: 'input: JSON text, a file, or - for stdin; default {}',
  },
  mock: { type: 'string', value: 'file', summary: 'answers of tasks: a MockConfigFile.json' },
  'mock-case': { type: 'string', value: 'name', summary: 'test case of the mock file; default: its only one' },
  ...serviceOptions,
  answer: { type: 'string', value: 'State=json', multiple: true, summary: 'answer a task that waits for its token' },
  approve: { type: 'string', value: 'State', multiple: true, summary: 'answer it with {"approved":true}' },
  refuse: { type: 'string', value: 'State', multiple: true, summary: 'answer it with {"approved":false}' },
  fail: {
    type: 'string',
    value: 'State=Error',
    multiple: true,
    summary: 'let it fail: State=Error or State=Error:cause',
  },
  'answer-after': { type: 'string', value: 'duration', summary: 'how long the answers take (5h); default: no time' },
  seed: { type: 'string', value: 'number', summary: 'seed of everything random; default 1' },
  s3: { type: 'string', value: 'dir', summary: 'its folders are the S3 buckets; default: in memory' },
  'virtual-time': { type: 'boolean', summary: 'waiting takes no time (default)' },
  'real-time': { type: 'boolean', summary: 'waits, retries and timeouts take as long as on AWS' },
  timeout: { type: 'string', value: 'duration', summary: 'give up after that much real time (30s, 5m)' },
  iam: { type: 'boolean', summary: "let tasks fail that the machine's role does not allow" },
  express: { type: 'boolean', summary: 'run a definition file as an Express workflow' },
} as const;

export const run: Command<typeof options> = command({
  usage: '[machine|definition file]',
  operandsMax: 1,
  examples: [
    'run OrderProcessing -i order.json',
    `run machine.asl.json -i '{"n": 3}'`,
    'run OrderProcessing -i large.json --approve RequestApproval --answer-after 5h',
    'run OrderProcessing -i order.json --mock mocks.json --mock-case Declined --json=status,error',
    'run MlPipeline --services services.json --approve RequestApproval',
  ],
  options,
  async run({ operands, options, terminal }): Promise<ExitCode> {
    const [operand] = operands;
    const input = await readInput(options.input, terminal);
    const seed = seedOf(options.seed);
    const answers = answersOf(options);
    const told = tellsOfServices(options) ? await import('./services-file.js') : undefined;
    const services = told?.servicesOf(options);
    const answerAfterMs =
      options['answer-after'] === undefined ? 0 : durationMs(options['answer-after'], '--answer-after');
    const timeoutMs = options.timeout === undefined ? undefined : durationMs(options.timeout, '--timeout');
    const subject = await findSubject(operand, options, terminal, options.express ? 'EXPRESS' : 'STANDARD');
    if (options.iam && subject.assembly === undefined) {
      throw new CommandError('CLI102', '--iam asks the role of a machine, and a definition file has none', {
        hint: 'run the machine of an app, or leave --iam out',
      });
    }
    if (options.services !== undefined)
      told?.checkStates(options.services, [
        subject.text,
        ...(subject.assembly?.machines ?? []).map((one) => one.definition),
      ]);
    // A machine of Pass, Choice, Wait and their like needs nobody to answer it, and nothing of the services is loaded.
    const { runSubject } = needsWorld(subject.text)
      ? await import('./run-in-world.js')
      : await import('./run-alone.js');
    return runSubject({
      subject,
      input,
      seed,
      realTime: options['real-time'],
      timeoutMs,
      answers,
      answerAfterMs,
      iam: options.iam ?? false,
      mock: options.mock === undefined ? undefined : { file: options.mock, testCase: options['mock-case'] },
      s3Directory: options.s3 === undefined ? undefined : existingFolder(options.s3),
      services,
      terminal,
      json: options.json,
      quiet: options.quiet || options.json !== undefined,
    });
  },
});

/** Whether anything in the definition has to be answered from outside. */
function needsWorld(definition: string): boolean {
  return /"(?:Task|DISTRIBUTED)"/.test(definition);
}

/** The input's own text and its value: ExecutionStarted repeats the text as it was written. */
async function readInput(given: string | undefined, terminal: Terminal) {
  const text = given === undefined ? '{}' : given === '-' ? await terminal.readInput() : inputText(given);
  const name = given === undefined || given === '-' ? 'the input' : looksLikeJson(given) ? 'the input' : given;
  return { text, value: parseJson(text, name, 'CLI104') };
}

function inputText(given: string): string {
  return looksLikeJson(given) ? given : readTextFile(given);
}

/** What begins like JSON is JSON; a file of that name would be odd. */
function looksLikeJson(given: string): boolean {
  return /^\s*(?:[[{"]|-?\d|true$|false$|null$)/.test(given) && !given.endsWith('.json');
}

function seedOf(given: string | undefined): number {
  if (given === undefined) return 1;
  const seed = Number(given);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new CommandError('CLI102', `--seed "${given}" is not a number`, {
      hint: 'write a whole number, --seed 4711',
    });
  }
  return seed;
}
