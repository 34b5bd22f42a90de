export interface SmokeTestInput {
  /** Answer of the endpoint, as text. */
  readonly body: string;
  /** What the answer must look like. @default - anything but an empty text */
  readonly pattern?: string;
}

export interface SmokeTestResult {
  readonly answered: string;
}

/** The endpoint answered, but not as it should. */
export class SmokeTestFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SmokeTestFailed';
  }
}

/** How much of an answer is kept. */
const answerCharactersMax = 200;

/** Looks at the first answer of a new endpoint. */
export function smokeTest({ body, pattern }: SmokeTestInput): SmokeTestResult {
  const answered = body.trim();
  if (answered === '') throw new SmokeTestFailed('the endpoint answered nothing');
  if (pattern !== undefined && !new RegExp(pattern).test(answered)) {
    throw new SmokeTestFailed(
      `the endpoint answered ${JSON.stringify(answered.slice(0, answerCharactersMax))}, which does not match ${pattern}`,
    );
  }
  return { answered: answered.slice(0, answerCharactersMax) };
}
