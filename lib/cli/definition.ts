// A subject's text → a compiled machine, or one clear refusal.
import { type Definition, parseDefinition, validate } from '../asl';
import { compileMachine, type Machine } from '../engine';
import { placeOf, tellDiagnostics } from './diagnostics';
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
export function validDefinition({ text, file, type }: Subject, terminal: Terminal, placeholders = false): Definition {
  const parsed = parseDefinition(text);
  const found = parsed.diagnostics ?? validate(parsed.definition, { type, positions: parsed.positions, placeholders });
  // What the service accepts runs here, too: warnings are the business of `stepwright validate`.
  const errors = found.filter(({ severity }) => severity === 'ERROR');
  const [first, ...others] = errors;
  if (first !== undefined) {
    tellDiagnostics(others, file, text, terminal);
    const place = placeOf(first, file, text);
    throw new CommandError(first.code === 'ASL101' ? 'CLI301' : 'CLI302', `${first.code}  ${first.message}`, {
      ...(place === undefined ? {} : { place }),
      hint: first.hint,
    });
  }
  return parsed.definition as Definition;
}
