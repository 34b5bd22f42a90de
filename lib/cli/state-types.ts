// State names as TypeScript types: tests that name a state that is gone do not compile.
import { graphOf, parseDefinition } from '../asl';
import type { Assembly } from '../assembly';

/** A declaration file; each machine is known by its shortest clear name and by its construct path. */
export async function stateTypes({ machines }: Assembly): Promise<string> {
  const { shortNames } = await import('../assembly/index.js');
  const names = shortNames(machines);
  const members = machines.flatMap(({ constructPath, definition }, index) => {
    const states = statesIn(definition).map((name) => `\n    | ${quoted(name)}`);
    const type = states.length === 0 ? ' never' : states.join('');
    return [...new Set([names[index] as string, constructPath])].map((name) => `  ${quoted(name)}:${type};`);
  });
  return [
    '// Written by `stepwright synth --types`. Write it again when states change.',
    'interface StepwrightStates {',
    ...members,
    '}',
    '',
  ].join('\n');
}

function statesIn(text: string): readonly string[] {
  const { definition } = parseDefinition(text);
  return definition === undefined ? [] : graphOf(definition).nodes.map(({ name }) => name);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
