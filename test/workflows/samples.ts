// The sample stacks as they are deployed, built once per test file; or an assembly of them that somebody has changed on
// purpose, to see whether the tests notice (bench/mutations.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromApp, fromAssembly, type MachineSource } from '../../lib/testing';

const changed = process.env.STEPWRIGHT_CHANGED_ASSEMBLY;

/** A state machine of bin/samples.ts. */
export function sample(name: string): MachineSource {
  return changed === undefined ? fromApp(samples(), name) : fromAssembly(changed, name);
}

function samples() {
  // Loading aws-cdk-lib takes longer than all tests of a machine.
  const { App } = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { addSamples } = require('../../bin/samples') as typeof import('../../bin/samples');
  const outdir = mkdtempSync(join(tmpdir(), 'stepwright-samples-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({ outdir });
  addSamples(app);
  return app;
}
