import { setTimeout as sleep } from 'node:timers/promises';
import { Live } from '../../lib/cli/live';

const esc = String.fromCharCode(27);

/** What a terminal of that many columns shows after everything that was written. */
function screen(columns: number) {
  const lines: string[] = [''];
  const write = (text: string): void => {
    for (const part of text.split(new RegExp(`(\n|${esc}\\[\\d+A${esc}\\[0J)`))) {
      const up = new RegExp(`^${esc}\\[(\\d+)A`).exec(part)?.[1];
      if (up !== undefined) lines.splice(lines.length - 1 - Number(up), Number(up) + 1, '');
      else if (part === '\n') lines.push('');
      else lines[lines.length - 1] += part;
    }
  };
  return { live: new Live(write, columns, false), lines: () => lines.slice(0, -1) };
}

describe('the live region', () => {
  test('shows what takes longer than a frame, below the lines that stay', async () => {
    const { live, lines } = screen(40);
    live.line('one');
    live.show(['two runs']);
    expect(lines()).toEqual(['one']);
    await sleep(80);
    expect(lines()).toEqual(['one', 'two runs']);
    live.line('two');
    live.show(['three runs', 'four runs']);
    await sleep(80);
    expect(lines()).toEqual(['one', 'two', 'three runs', 'four runs']);
    live.done();
    expect(lines()).toEqual(['one', 'two']);
  });

  test('cuts what is too wide, for a wrapped line could not be erased', async () => {
    const { live, lines } = screen(10);
    live.show(['a line of more than ten columns']);
    await sleep(80);
    expect(lines()).toEqual(['a line o…']);
    live.done();
    expect(lines()).toEqual([]);
  });

  test('does not exist without a terminal', async () => {
    const { live, lines } = screen(0);
    live.show(['one runs']);
    live.line('one');
    await sleep(80);
    expect(lines()).toEqual(['one']);
  });
});
