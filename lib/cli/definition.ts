// A subject's text → a compiled machine, or one clear refusal.
import type { Definition } from '../asl';
import { compileMachine, type Machine } from '../engine';
import { isObject, type JsonObject } from '../json';
import { CommandError } from './errors';
import { parseJson } from './files';
import type { Subject } from './subject';

export interface CompiledSubject {
  readonly definition: Definition;
  readonly machine: Machine;
  /** How a rule of a Choice state reads, by the state's name and the rule's index. */
  rule(state: string, index: number): string | undefined;
}

/** @throws CommandError with the first error of the definition, its place and how many more there are */
export async function compileSubject(subject: Subject): Promise<CompiledSubject> {
  const value = parseJson(subject.text, subject.file, 'CLI301');
  if (!isObject(value))
    throw new CommandError('CLI302', `${subject.file} is not a state machine definition: it is no object`);
  const definition = value as unknown as Definition;
  return { definition, machine: compileMachine(definition, { type: subject.type }), rule: () => undefined };
}

export type { JsonObject };
