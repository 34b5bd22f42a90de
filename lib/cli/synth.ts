import { writeFileSync } from 'node:fs';
import { command } from './command';
import { exit } from './exit';
import { findSubject, loadAssembly } from './subject';

const options = {
  types: {
    type: 'string',
    value: 'file.d.ts',
    optionalValue: true,
    summary: 'write the names of all states as types, for tests; default stepwright.d.ts',
  },
} as const;

export const synth = command({
  usage: '[machine]',
  operandsMax: 1,
  examples: ['synth', 'synth OrderProcessing > order.asl.json', 'synth --types=test/stepwright.d.ts'],
  options,
  async run({ operands, options, terminal }) {
    const [machine] = operands;
    if (options.types !== undefined) {
      const { stateTypes } = await import('./state-types.js');
      const file = options.types || 'stepwright.d.ts';
      writeFileSync(file, await stateTypes(await loadAssembly(options, terminal)));
      terminal.result(file);
      return exit.ok;
    }
    if (machine === undefined) {
      const { assemblyDirectory } = await import('./app.js');
      terminal.result(
        await assemblyDirectory(options, (app) => terminal.note(terminal.paint('dim', `  running ${app}`))),
      );
      return exit.ok;
    }
    const { text } = await findSubject(machine, options, terminal);
    terminal.result(JSON.stringify(JSON.parse(text), undefined, 2));
    return exit.ok;
  },
});
