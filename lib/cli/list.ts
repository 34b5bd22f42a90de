import { command } from './command';
import { exit } from './exit';
import { loadAssembly } from './subject';

export const list = command({
  usage: '',
  operandsMax: 0,
  examples: ['list', 'list --json', 'list --assembly cdk.out'],
  options: {},
  async run({ options, terminal }) {
    const { machines } = await loadAssembly(options, terminal);
    const { shortNames } = await import('../assembly/index.js');
    const names = shortNames(machines);
    const rows = machines.map((machine, index) => ({
      name: names[index] as string,
      stateMachineArn: machine.arn,
      constructPath: machine.constructPath,
      type: machine.type,
      states: countStates(JSON.parse(machine.definition)),
    }));
    if (options.json !== undefined) terminal.result(JSON.stringify(rows, undefined, 2));
    else {
      const width = Math.max(4, ...rows.map(({ name }) => name.length));
      for (const { name, type, states, constructPath } of rows) {
        terminal.result(
          `${name.padEnd(width)}  ${type.padEnd(8)}  ${String(states).padStart(3)} states  ${constructPath}`,
        );
      }
    }
    return exit.ok;
  },
});

/** States of a scope and of everything inside it. */
function countStates(scope: unknown): number {
  if (typeof scope !== 'object' || scope === null || !('States' in scope)) return 0;
  let count = 0;
  for (const state of Object.values(scope.States as { [name: string]: { [field: string]: unknown } })) {
    count += 1 + countStates(state.ItemProcessor) + countStates(state.Iterator);
    for (const branch of (state.Branches as unknown[] | undefined) ?? []) count += countStates(branch);
  }
  return count;
}
