// docs/run.svg: the README's picture, made of a real run. `npm run picture` makes it again.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const command = 'stepwright run OrderProcessing -i docs/orders/throttled.json';
const columns = 112;
const letter = 8.4;
const line = 19;
const pad = 16;
const colours: { readonly [code: string]: string } = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '36': '#79c0ff',
  '2': '#8b949e',
  '1': '#ffffff',
};

function terminalText(): string {
  const program = `"${process.execPath}" --import tsx bin/stepwright.ts ${command.slice('stepwright '.length)} --color 2>&1`;
  return execFileSync('sh', ['-c', program], { cwd: root, encoding: 'utf8' }).trimEnd();
}

/** One line as coloured runs, cut to the width. */
function runsOf(text: string): { readonly text: string; readonly colour: string | undefined }[] {
  const runs: { text: string; colour: string | undefined }[] = [];
  let colour: string | undefined;
  let left = columns;
  for (const part of text.split(new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`))) {
    const code = /\[([0-9;]*)m$/.exec(part)?.[1];
    if (code !== undefined) colour = colours[code];
    else if (part !== '' && left > 0) {
      runs.push({ text: part.length > left ? `${part.slice(0, left - 1)}…` : part, colour });
      left -= part.length;
    }
  }
  return runs;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function svg(lines: readonly string[]): string {
  const width = Math.round(columns * letter + 2 * pad);
  const height = lines.length * line + 2 * pad;
  const rows = lines.map((text, index) => {
    const spans = runsOf(text).map(({ text: run, colour }) =>
      colour === undefined ? escaped(run) : `<tspan fill="${colour}">${escaped(run)}</tspan>`,
    );
    return `<text x="${pad}" y="${pad + 14 + index * line}" xml:space="preserve">${spans.join('')}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${command}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

// The first run may have to synthesize the app, which the picture is not about.
terminalText();
const lines = [`$ ${command}`, ...terminalText().split('\n')];
writeFileSync(join(root, 'docs/run.svg'), svg(lines));
