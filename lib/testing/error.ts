// What a test did wrong: one sentence, and what to do about it.

/** Thrown for a mistake of the test, not of the workflow. */
export class TestingError extends Error {
  constructor(message: string, hint?: string) {
    super(hint === undefined ? message : `${message}\n  ${hint}`);
    this.name = 'TestingError';
  }
}
