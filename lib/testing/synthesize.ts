// A CDK app that lives in this process → a cloud assembly. aws-cdk-lib is not loaded for it: an app is whatever has a
// construct tree and can be synthesized.
import { TestingError } from './error';

/** An `App`, `Stack` or any construct of a CDK app, as far as it is used here. */
export interface CdkConstruct {
  readonly node: { readonly root: unknown; readonly path: string };
}

interface CdkApp {
  readonly node: { _context?: { [key: string]: unknown } };
  synth(): { readonly directory: string };
}

/** CDK's context key that says which stacks have their code bundled. */
const bundlingStacks = 'aws:cdk:bundling-stacks';

/** @returns the folder of the assembly. @throws TestingError when the tree's root is no App */
export function synthesize(root: unknown): string {
  if (!isApp(root)) {
    throw new TestingError('the construct does not belong to a CDK App', 'pass an App, or build the stack inside one');
  }
  const bundlesBefore = root.node._context?.[bundlingStacks];
  // CDK reads the variable when it synthesizes; its validation takes 1.6 s and says nothing of state machines.
  const validationBefore = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  // setContext() refuses once there are constructs, and nobody knows before that the app is for a test.
  if (root.node._context !== undefined) root.node._context[bundlingStacks] = [];
  try {
    return root.synth().directory;
  } finally {
    if (validationBefore === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = validationBefore;
    if (root.node._context !== undefined) {
      if (bundlesBefore === undefined) delete root.node._context[bundlingStacks];
      else root.node._context[bundlingStacks] = bundlesBefore;
    }
  }
}

function isApp(root: unknown): root is CdkApp {
  return typeof root === 'object' && root !== null && 'synth' in root && typeof root.synth === 'function';
}
