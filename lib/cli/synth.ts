import { command } from './command';
import { exit } from './exit';
import { findSubject } from './subject';

export const synth = command({
  usage: '[machine]',
  operandsMax: 1,
  examples: ['synth', 'synth OrderProcessing > order.asl.json'],
  options: {},
  async run({ operands, options, terminal }) {
    const [machine] = operands;
    if (machine === undefined) {
      const { assemblyDirectory } = await import('./app.js');
      const running = (app: string) => terminal.note(terminal.paint('dim', `  running ${app}`));
      terminal.result(await assemblyDirectory(options, running, 'validated'));
      return exit.ok;
    }
    const { text } = await findSubject(machine, options, terminal);
    terminal.result(JSON.stringify(JSON.parse(text), undefined, 2));
    return exit.ok;
  },
});
