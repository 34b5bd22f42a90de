import { type SmokeTestInput, type SmokeTestResult, smokeTest } from './task';

export const handler = async (input: SmokeTestInput): Promise<SmokeTestResult> => smokeTest(input);
