import { CommandError } from './errors';

const unitMs: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `30s`, `5m`, `2h`, `1d` in milliseconds. @throws CommandError */
export function durationMs(text: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : unitMs[unit];
  if (number === undefined || factor === undefined) {
    throw new CommandError('CLI102', `${option} "${text}" is not a duration`, {
      hint: 'write 500ms, 30s, 5m, 2h or 1d',
    });
  }
  return Number(number) * factor;
}
