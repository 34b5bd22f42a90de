// graph: the picture of a definition, as text, Mermaid or data.
import { writeFileSync } from 'node:fs';
import { type Graph, graphOf, mermaid, tree } from '../asl';
import { command } from './command';
import { validDefinition } from './definition';
import { CommandError } from './errors';
import { exit } from './exit';
import { findSubject, isDefinitionFile } from './subject';

type Direction = 'TD' | 'LR';
type Draw = (graph: Graph, direction: Direction) => string;

const formats: { readonly [format: string]: Draw } = {
  text: (graph) => tree(graph),
  mermaid,
  json: (graph) => `${JSON.stringify(graph, undefined, 2)}\n`,
};
/** The format that a file's ending asks for. */
const endings: { readonly [ending: string]: string } = {
  mmd: 'mermaid',
  mermaid: 'mermaid',
  json: 'json',
  txt: 'text',
};

export const graph = command({
  usage: '[machine|definition file]',
  operandsMax: 1,
  examples: [
    'graph',
    'graph OrderProcessing -f mermaid >> README.md',
    'graph statemachine/order.asl.json -o docs/order.mmd',
  ],
  options: {
    format: { type: 'string', short: 'f', value: 'text|mermaid|json', summary: 'how to draw; default text' },
    output: { type: 'string', short: 'o', value: 'file', summary: 'write to a file; its ending tells the format' },
    direction: { type: 'string', value: 'TD|LR', summary: 'of a Mermaid drawing: top down, or left to right' },
  },
  async run({ operands, options, terminal }) {
    const [operand] = operands;
    const draw = drawing(options.json === undefined ? options.format : 'json', options.output);
    const direction = directionOf(options.direction);
    const subject = await findSubject(operand, options, terminal);
    // A picture needs no values, so those that a template fills in may be missing.
    const isFile = operand !== undefined && isDefinitionFile(operand);
    const picture = draw(graphOf(validDefinition(subject, terminal, isFile)), direction);
    if (options.output === undefined) terminal.result(picture.trimEnd());
    else {
      writeFileSync(options.output, picture);
      terminal.note(`  ${options.output}`);
    }
    return exit.ok;
  },
});

function drawing(format: string | undefined, output: string | undefined): Draw {
  const name = format ?? endings[output?.split('.').at(-1) ?? ''] ?? 'text';
  const draw = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (draw !== undefined) return draw;
  throw new CommandError('CLI102', `--format "${name}" is none of ${Object.keys(formats).join(', ')}`, {
    hint: 'write --format mermaid',
  });
}

function directionOf(given: string | undefined): Direction {
  if (given === undefined || given === 'TD' || given === 'LR') return given ?? 'TD';
  throw new CommandError('CLI102', `--direction "${given}" is none of TD, LR`, { hint: 'write --direction LR' });
}
