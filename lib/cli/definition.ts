// A subject's text → a compiled machine, or one clear refusal.
import type { Definition } from '../asl';
import { compileMachine, type Machine } from '../engine';
import { judge, placeOf, tellDiagnostics } from './diagnostics';
import { CommandError } from './errors';
import type { Subject } from './subject';
import type { Terminal } from './terminal';

export interface CompiledSubject {
  readonly definition: Definition;
  readonly machine: Machine;
}

/**
 * @throws CommandError with the first error of the definition; the others are told before it
 */
export function compileSubject(subject: Subject, terminal: Terminal): CompiledSubject {
  const definition = validDefinition(subject, terminal);
  return { definition, machine: compileMachine(definition, { type: subject.type }) };
}

/**
 * @param placeholders whether texts with `${Name}` stand for values that are filled in later
 * @throws CommandError with the first error of the definition; the others are told before it
 */
export function validDefinition(subject: Subject, terminal: Terminal, placeholders = false): Definition {
  const { definition, diagnostics } = judge(subject, placeholders);
  // What the service accepts runs here, too: warnings are the business of `stepwright validate`.
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
  const [first, ...others] = errors;
  if (first !== undefined) {
    tellDiagnostics(others, subject, terminal);
    const place = placeOf(first, subject);
    throw new CommandError(first.code === 'ASL101' ? 'CLI301' : 'CLI302', `${first.code}  ${first.message}`, {
      ...(place === undefined ? {} : { place }),
      hint: first.hint,
    });
  }
  return definition as Definition;
}
