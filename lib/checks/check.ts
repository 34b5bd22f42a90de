// All checks over an assembly. Each is a function of the model and the definitions; this file only puts them together.
import type { Assembly, LambdaFunction } from '../assembly';
import { isArray, isObject, own } from '../json';
import { expressFindings } from './express';
import { type Acknowledgement, acknowledge, type Finding } from './finding';
import { jobRoleFindings, triggerFindings } from './iam/neighbours';
import { handlerFindings, roleFindings } from './iam/prove';
import { languageFindings } from './language';
import { pathFindings } from './paths';
import { handlerFile, resourceFindings } from './resources';
import { subject } from './subject';
import { timingFindings } from './timing';
import { variableFindings } from './variables';
import { textOf } from './walk';

export interface CheckOptions {
  /** Findings that are known, besides those acknowledged in the templates. */
  readonly acknowledged?: readonly Acknowledgement[];
  /** Whether a function's code holds the file of its handler; asked only for code that is there. Not checked if absent. */
  readonly holdsHandler?: (handler: LambdaFunction) => boolean;
}

/** Everything that is wrong with the state machines and their handlers, machines first, in the assembly's order. */
export function checkAssembly(assembly: Assembly, options: CheckOptions = {}): readonly Finding[] {
  const findings = [
    ...assembly.machines.flatMap((machine) => {
      const checked = subject(assembly, machine);
      return [
        languageFindings,
        expressFindings,
        timingFindings,
        variableFindings,
        pathFindings,
        resourceFindings,
        roleFindings,
        jobRoleFindings,
      ].flatMap((check) => check(checked));
    }),
    ...triggerFindings(assembly),
    ...handlersOf(assembly).flatMap((handler) => [
      ...(options.holdsHandler === undefined ? [] : handlerFile(handler, options.holdsHandler)),
      ...handlerFindings(assembly, handler),
    ]),
  ];
  return acknowledge(findings, [...(options.acknowledged ?? []), ...acknowledgedInTemplates(assembly)]);
}

/** Findings that nobody acknowledged. */
export function openFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((found) => found.acknowledged === undefined);
}

// Functions that CDK makes for itself (custom resources) are not handlers of a workflow.
function handlersOf(assembly: Assembly): readonly LambdaFunction[] {
  return assembly.functions.filter((handler) =>
    assembly.machines.some((machine) => machine.definition.includes(handler.arn)),
  );
}

/** Key of the resource metadata that acknowledges findings: a list of `{code, state?, reason}`. */
export const acknowledgeKey = 'stepwright:acknowledge';

function acknowledgedInTemplates(assembly: Assembly): readonly Acknowledgement[] {
  return assembly.resources.flatMap((resource) => {
    const listed = own(resource.metadata, acknowledgeKey);
    return (isArray(listed) ? listed : []).filter(isObject).flatMap((one) => {
      const code = textOf(one, 'code');
      const state = textOf(one, 'state');
      const reason = textOf(one, 'reason');
      if (code === undefined || reason === undefined) return [];
      return [{ code, reason, constructPath: resource.constructPath, ...(state !== undefined && { state }) }];
    });
  });
}
