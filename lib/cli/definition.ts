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
export function compileSubject({ text, file, type }: Subject, terminal: Terminal): CompiledSubject {
  const parsed = parseDefinition(text);
  const found = parsed.diagnostics ?? validate(parsed.definition, { type, positions: parsed.positions });
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
  const definition = parsed.definition as Definition;
  return { definition, machine: compileMachine(definition, { type }) };
}
