// The service without HTTP, under virtual time.
import type { TaskPerformer } from '../../lib/engine';
import { Local, type LocalOptions, virtualHost } from '../../lib/local';
import { memoryStore } from '../../lib/store';
import { replayed } from '../engine/replayed';

export const roleArn = 'arn:aws:iam::123456789012:role/test';

/** Answers every task with its input. */
export const echo: TaskPerformer = { perform: (call, io) => io.settled({ ok: true, output: call.input }) };

export function service(options: Partial<LocalOptions> = {}): Local {
  const local = new Local({ host: virtualHost({ seed: 3 }), store: memoryStore(), performer: () => echo, ...options });
  replayed(local.driver);
  return local;
}

export const pass = JSON.stringify({
  StartAt: 'A',
  States: { A: { Type: 'Pass', Result: { done: true }, End: true } },
});
export const fail = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Fail', Error: 'E', Cause: 'C' } } });
