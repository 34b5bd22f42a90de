// One app, synthesized once per test file: CDK's own template validation costs 1.6 s and is not what is tested.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { type Assembly, readAssembly } from '../../lib/assembly';

process.env.CDK_VALIDATION = 'false';

export interface Template {
  readonly Resources: Record<string, Resource>;
}
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function newApp(context: Record<string, unknown> = {}): App {
  const outdir = mkdtempSync(join(tmpdir(), 'stepwright-synth-'));
  folders.push(outdir);
  return new App({ outdir, context });
}

export function newStack(name = 'Test', props: StackProps = {}, app: App = newApp()): Stack {
  return new Stack(app, name, props);
}

/** The template of a stack. */
export function templateOf(stack: Stack): Template {
  return (stack.node.root as App).synth().getStackByName(stack.stackName).template as Template;
}

/** The assembly of a stack's app, as the local wing reads it. */
export function assemblyOf(stack: Stack): Assembly {
  return readAssembly((stack.node.root as App).synth().directory);
}

export function resourcesOf(template: Template, type: string): Resource[] {
  return Object.values(template.Resources).filter((resource) => resource.Type === type);
}

/** A template fit for a snapshot: asset hashes say nothing to a reader. */
export function readable(template: Template): unknown {
  return JSON.parse(
    JSON.stringify(template.Resources)
      .replace(/[0-9a-f]{64}/g, '<hash>')
      .replace(/cdk-hnb659fds-assets-/g, 'assets-'),
  );
}
