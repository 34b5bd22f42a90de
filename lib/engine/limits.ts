// Every limit of the engine in one file, unit and bound last. Source: AWS Step Functions service quotas.

/** Events of one Standard execution; event number 25,000 is the ExecutionFailed itself. */
export const historyEventsMax = 25_000;
/** Bytes of UTF-8 of the input or output of a task, state or execution, and of one Assign. */
export const payloadBytesMax = 262_144;
/** Characters of an error's name and of its cause. */
export const errorCharactersMax = 256;
export const causeCharactersMax = 32_768;
/** Bytes of UTF-8 of all variables of one execution. */
export const variablesBytesMax = 10_485_760;
/** Seconds a Wait may take; one more and the service says that the delay is too long. */
export const waitSecondsMax = 2_147_483_647;
/** Largest TimeoutSeconds and HeartbeatSeconds; also what a task has that names none. */
export const taskSecondsMax = 99_999_999;
/** Iterations of one inline Map that run at a time, whatever MaxConcurrency says. */
export const inlineConcurrencyMax = 40;
/** Milliseconds an Express execution may take. */
export const expressMillisecondsMax = 300_000;
/**
 * State transitions that one entry may cause. LOCAL: an Express machine that loops without ever waiting has no event
 * limit to end it and uses no virtual time, so it ends here as if its five minutes had passed.
 */
export const transitionsPerStepMax = 250_000;
