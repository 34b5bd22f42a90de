// Names of states as types. `stepwright synth --types` writes a file that fills StepwrightStates; without it every text is
// accepted, and checked when the test runs.
declare global {
  /** State names by the name of their state machine, filled by `stepwright synth --types`. */
  interface StepwrightStates {}
}

/** The states of a machine, if the types are generated and the name is known there; else any text. */
export type StatesOf<Machine extends string> = Machine extends keyof StepwrightStates
  ? Extract<StepwrightStates[Machine], string>
  : string;

/** Names of machines that are known, and any other. */
export type MachineName = Extract<keyof StepwrightStates, string> | (string & {});

/** A state's name, or its path: `Fulfil[0]/ChargePayment`, `ShipItems#1/CreateLabel`. */
export type StateTarget<Names extends string> = Names | `${string}/${Names}`;
