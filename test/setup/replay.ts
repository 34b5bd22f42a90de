// Every execution that any test of this project runs with the testing door is run again from its entries alone, and must
// give the same events. Set up for every test file, so nothing of the project is loaded before an execution has ended.
import type { Execution } from '../../lib/testing';

function replay({ allRunning }: Execution): void {
  const { createExecution } = require('../../lib/engine') as typeof import('../../lib/engine');
  for (const running of allRunning) {
    const again = createExecution(running.machine);
    for (const entry of running.entries) again.step(entry);
    expect(JSON.stringify(again.history)).toBe(JSON.stringify(running.execution.history));
  }
}

Object.assign(globalThis, { [Symbol.for('stepwright.testing.observers')]: [replay] });
