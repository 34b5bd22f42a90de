// A matcher about what a CDK construct holds: whether the checks find nothing in it.
import { readAssembly } from '../../assembly';
import { checkAssembly, findingLine, openFindings } from '../../checks';
import { TestingError } from '../error';
import { type CdkConstruct, synthesize } from '../synthesize';
import { type MatcherResult, told, wrongSubject } from './matcher';

/** Which findings count. */
export interface WorkflowFindingsOptions {
  /** Hints too, such as permissions that nothing uses. @default false */
  readonly hints?: boolean;
}

/**
 * The checks find no error and no warning in the state machines and handlers of an app, a stack or any other construct that
 * somebody has not acknowledged. The app is synthesized for it.
 */
export function toHaveNoWorkflowFindings(received: unknown, options: WorkflowFindingsOptions = {}): MatcherResult {
  const { path, root } = asConstruct(received).node;
  const assembly = readAssembly(synthesize(root));
  const inside = ({ constructPath }: { readonly constructPath: string }) =>
    path === '' || constructPath === path || constructPath.startsWith(`${path}/`);
  const name = path === '' ? 'the app' : path;
  if (!assembly.machines.some(inside))
    throw new TestingError(`${name} holds no state machine`, 'give the construct that holds it');
  const findings = openFindings(checkAssembly(assembly)).filter(
    (found) => inside(found) && (options.hints === true || found.severity !== 'hint'),
  );
  const many = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return {
    pass: findings.length === 0,
    message: () =>
      findings.length === 0
        ? `${name} has no finding`
        : told(
            `${name} has ${many}`,
            findings.flatMap((found) => [findingLine(found), `  fix: ${found.fix} (${found.page})`]),
          ),
  };
}

function asConstruct(received: unknown): CdkConstruct {
  const { node } = (received ?? {}) as { readonly node?: { readonly root?: unknown; readonly path?: unknown } };
  if (node?.root === undefined || typeof node.path !== 'string')
    throw wrongSubject(received, 'toHaveNoWorkflowFindings', 'an App, a Stack or another construct');
  return received as CdkConstruct;
}
