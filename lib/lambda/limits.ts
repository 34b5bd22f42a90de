// Limits of AWS Lambda and of this room, unit and bound last.

/** AWS: "6 MB", a hundred bytes more than that is. */
export const responseBytesMax = 6_291_556;
export const zipBytesMax = 50 * 1024 * 1024;
export const unzippedBytesMax = 262_144_000;
export const zipEntriesMax = 65_535;
export const environmentBytesMax = 4096;
export const timeoutSecondsMax = 900;
export const memoryMbMin = 128;
export const memoryMbMax = 10_240;
/** AWS: the init phase may take ten seconds beside the function's own timeout. */
export const initSecondsMax = 10;
/** Threads at a time; further invocations wait their turn. */
export const workersMax = 64;
/** How long a warm environment is kept without work. */
export const idleMsMax = 5 * 60_000;
/** Of one invocation; what comes after it is dropped. */
export const logBytesMax = 1024 * 1024;
