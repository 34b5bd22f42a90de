/** What the process tells its caller. Scripts rely on these numbers: they do not change. */
export const exit = {
  ok: 0,
  /** The thing examined failed: the execution, the tests, a comparison. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** The definition or the app is invalid. */
  invalid: 3,
  /** AWS says no: credentials or permissions. */
  refused: 4,
  notFound: 5,
  deployment: 6,
  timeLimit: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];

/** For `stepwright help exit-codes`. */
export const exitCodes: readonly (readonly [ExitCode, string])[] = [
  [exit.ok, 'it worked'],
  [exit.failed, 'what was examined failed: an execution, a test, a comparison'],
  [exit.usage, 'the command line was wrong'],
  [exit.invalid, 'the definition or the app is invalid'],
  [exit.refused, 'AWS refused: credentials or permissions'],
  [exit.notFound, 'no such file or state machine'],
  [exit.deployment, 'the deployment failed'],
  [exit.timeLimit, 'the time limit of --timeout was reached'],
  [exit.interrupted, 'interrupted from the keyboard'],
];
