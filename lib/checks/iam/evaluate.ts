// Whether the statements of a role allow an action, as IAM decides it: an explicit Deny wins, otherwise one Allow is
// enough, otherwise no. What depends on an unknown condition, or on a resource that is only known at run time, is told apart.
import type { PolicyStatement } from '../../assembly';
import { type Context, conditionsHold, type Truth } from './conditions';
import { covers, meets } from './glob';

/**
 * `allowed`: surely; `conditional`: unless a condition that is not known here says otherwise; `partly`: for some values of
 * what is only known at run time; `denied`: no.
 */
export type Verdict = 'allowed' | 'conditional' | 'partly' | 'denied';

/** A statement with how far it applies to a request. */
interface Applied {
  readonly covers: boolean;
  readonly condition: Truth;
}

/**
 * Decides one request.
 * @param resource an ARN; `*` stands for parts that are only known at run time
 */
export function decide(
  statements: readonly PolicyStatement[],
  action: string,
  resource: string,
  context: Context = {},
): Verdict {
  const apply = (effect: PolicyStatement['effect']) =>
    statements
      .filter((statement) => statement.effect === effect)
      .flatMap((statement) => applied(statement, action, resource, context));
  const denies = apply('Deny');
  if (denies.some((deny) => deny.covers && deny.condition === 'yes')) return 'denied';
  const allows = apply('Allow');
  const sure = allows.some((allow) => allow.covers && allow.condition === 'yes');
  if (sure) return denies.length > 0 ? 'conditional' : 'allowed';
  if (allows.some((allow) => allow.covers)) return 'conditional';
  if (allows.some((allow) => allow.condition === 'yes')) return 'partly';
  return allows.length > 0 ? 'conditional' : 'denied';
}

/** Whether a statement speaks about the action at all, whatever the resource. */
export function namesAction(statement: PolicyStatement, action: string): boolean {
  const wanted = action.toLowerCase();
  const matches = (pattern: string) => covers(pattern.toLowerCase(), wanted);
  if (statement.actions.length > 0) return statement.actions.some(matches);
  return statement.notActions.length > 0 && !statement.notActions.some(matches);
}

function applied(statement: PolicyStatement, action: string, resource: string, context: Context): Applied[] {
  if (!namesAction(statement, action)) return [];
  const condition = conditionsHold(statement.conditions, context);
  if (condition === 'no') return [];
  const needed = open(resource);
  if (statement.resources.length > 0) {
    const patterns = statement.resources.map(open);
    if (!patterns.some((pattern) => meets(pattern, needed))) return [];
    return [{ covers: patterns.some((pattern) => covers(pattern, needed)), condition }];
  }
  const excluded = statement.notResources.map(open);
  if (excluded.some((pattern) => covers(pattern, needed))) return [];
  return [{ covers: !excluded.some((pattern) => meets(pattern, needed)), condition }];
}

// A policy variable and a mark of the assembly reader stand for anything.
function open(resource: string): string {
  return resource.replace(/\$\{[^}]*\}|<unresolved:[^<>]*>/g, '*');
}
