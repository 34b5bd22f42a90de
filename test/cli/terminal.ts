// Runs the command line in this process and keeps what it writes.
import { Readable } from 'node:stream';
import { main, Terminal } from '../../lib/cli';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line; without a terminal, as in CI. */
export async function stepwright(args: readonly string[], stdin = ''): Promise<Said> {
  let stdout = '';
  let stderr = '';
  const terminal = new Terminal({
    stdin: Readable.from([stdin]),
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    env: {},
  });
  const code = await main(args, terminal);
  return { code, stdout, stderr };
}
