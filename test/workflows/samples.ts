// The sample stacks as they are deployed, built once per test file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addSamples } from '../../bin/samples';

const outdir = mkdtempSync(join(tmpdir(), 'stepwright-samples-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The app of bin/app.ts. */
export const app = new App({ outdir });
addSamples(app);
