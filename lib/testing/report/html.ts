// Coverage of state machines as one page that needs nothing else: every state with its ways, greener the more often.
import { type GraphEdge, graphOf } from '../../asl';
import type { Missed, Ratio } from '../../history';
import type { MachineCoverage } from '../coverage-fragments';
import { placeText } from '../places';
import type { Reported } from './table';

const style = `
:root { color-scheme: light dark; --ok: #1a7f37; --miss: #cf222e; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.hit { color: var(--ok); } .miss { color: var(--miss); font-weight: 600; }
code { font-family: ui-monospace, monospace; font-size: .9em; } ul { margin: 0; padding-left: 1.1rem; }
`;

const ratios = [
  ['states', 'states'],
  ['transitions', 'transitions'],
  ['choiceRules', 'rules'],
  ['retriers', 'retriers'],
  ['catchers', 'catchers'],
  ['mapsWithoutItems', 'Maps without items'],
] as const;

export function html(machines: readonly (MachineCoverage & Reported)[]): string {
  const parts = machines.map(section).join('\n');
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Coverage of states</title><style>${style}</style></head><body>\n<h1>Coverage of states</h1>\n${parts}\n</body></html>\n`;
}

function section(machine: MachineCoverage & Reported): string {
  const { name, coverage, definition, hits, places, executions } = machine;
  const missed = new Set(coverage.missed.map(({ kind, pointer }: Missed) => `${kind} ${pointer}`));
  const { nodes, edges } = graphOf(definition);
  const rows = nodes.map((node) => {
    const count = hits.get(`state ${node.name}`) ?? 0;
    const place = places.get(node.name);
    const ways = edges.filter(({ from }) => from === node.name).map((edge) => way(edge, missed));
    const retriers = coverage.missed.filter(({ kind, state }) => kind === 'retrier' && state === node.name);
    const items = [...ways, ...retriers.map(({ text }) => `<li class="miss">${escaped(text)}: never</li>`)];
    return `<tr><td class="${count > 0 ? 'hit' : 'miss'}">${escaped(node.name)}</td><td>${node.type}</td><td class="n">${count}</td><td><ul>${items.join('')}</ul></td><td><code>${place === undefined ? '' : escaped(placeText(place))}</code></td></tr>`;
  });
  const summary = ratios.map(([key, title]) => `${title} ${ratioText(coverage[key])}`).join(' · ');
  return `<h2>${escaped(name)}</h2><p>${executions} executions · ${summary}</p>
<table><thead><tr><th>state</th><th>type</th><th>entered</th><th>ways</th><th>made at</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

function way({ kind, to, label, pointer }: GraphEdge, missed: ReadonlySet<string>): string {
  const what = kind === 'catch' ? 'catcher' : kind === 'rule' || kind === 'default' ? 'choiceRule' : 'transition';
  const isMissed = missed.has(`${what} ${pointer}`);
  const why =
    kind === 'default' ? ' by default' : label === undefined ? '' : ` ${kind === 'catch' ? 'on' : 'when'} ${label}`;
  return `<li class="${isMissed ? 'miss' : 'hit'}">→ ${escaped(to ?? 'end')}${escaped(why)}${isMissed ? ': never' : ''}</li>`;
}

function ratioText({ hit, total }: Ratio): string {
  return total === 0 ? '–' : `${hit}/${total}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
