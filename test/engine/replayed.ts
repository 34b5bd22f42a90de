// Services and servers under test: every execution that they start is run again from its entries alone after each test.
import { createExecution } from '../../lib/engine';
import type { Driver, Running } from '../../lib/local';
import { expectReplay } from './workbench';

const started = new Set<Running>();

afterEach(() => {
  const all = [...started];
  started.clear();
  for (const running of all) expectReplay(running, () => createExecution(running.machine));
});

/** Services forget what has ended; this keeps what each execution of the driver is told until the test has ended. */
export function replayed(driver: Driver): void {
  const start = driver.start.bind(driver);
  driver.start = (machine, options) => {
    const running = start(machine, { ...options, keepEntries: true });
    started.add(running);
    return running;
  };
}
