import { type GateInput, type GateResult, qualityGate } from './task';

export const handler = async (input: GateInput): Promise<GateResult> => qualityGate(input);
