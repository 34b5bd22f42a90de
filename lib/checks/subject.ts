// A state machine made ready for checking: parsed once, walked once.
import type { AnyResource, Assembly, LambdaFunction, Machine, Role } from '../assembly';
import { isObject, type JsonObject, type ParsedJson, parseJson } from '../json';
import type { Code } from './codes';
import { type Finding, finding } from './finding';
import { type ScopeAt, type StateAt, walk } from './walk';

export interface Subject {
  readonly assembly: Assembly;
  readonly machine: Machine;
  readonly parsed: ParsedJson;
  /** Undefined where the definition is no JSON object. */
  readonly definition: JsonObject | undefined;
  readonly root: ScopeAt | undefined;
  readonly states: readonly StateAt[];
}

/** Reads the definition of a machine. */
export function subject(assembly: Assembly, machine: Machine): Subject {
  const parsed = parseJson(machine.definition);
  const definition = parsed.error === undefined && isObject(parsed.value) ? parsed.value : undefined;
  const walked = definition === undefined ? undefined : walk(definition, machine.type);
  return { assembly, machine, parsed, definition, root: walked?.root, states: walked?.all ?? [] };
}

/** A finding about a state, or about the machine itself. */
export function about(subject: Subject, code: Code, at: StateAt | undefined, message: string, fix?: string): Finding {
  const { stack, logicalId, constructPath } = subject.machine;
  return finding(code, { stack, logicalId, constructPath, state: at?.path ?? [], pointer: at?.pointer }, message, fix);
}

/** The role that a machine or function runs as, if it is part of the assembly. */
export function roleOf(assembly: Assembly, runner: Machine | LambdaFunction): Role | undefined {
  return assembly.roles.find((role) => role.arn === runner.roleArn);
}

/** A resource of the assembly by its ARN. */
export function resourceWithArn(assembly: Assembly, arn: string): AnyResource | undefined {
  return arn === '' ? undefined : assembly.resources.find((resource) => resource.arn === arn);
}
