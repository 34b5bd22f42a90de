// Compiled machines by revision: a definition is compiled when it is first run.
import type { Definition, StateMachineType } from '../../asl';
import { compileMachine, type Machine } from '../../engine';
import { parseJsonText } from '../../json';
import type { Revision } from '../machines/records';

export class CompiledMachines {
  readonly #machines = new Map<string, Machine>();

  of(revision: Revision, type: StateMachineType): Machine {
    const known = this.#machines.get(revision.key);
    if (known !== undefined) return known;
    const machine = compileMachine(parseJsonText(revision.definition) as unknown as Definition, { type });
    this.#machines.set(revision.key, machine);
    return machine;
  }
}
