// npm run crash [-- --kills 300 --seed 1]: kills the server at random moments and proves that nothing is lost.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Campaign } from './campaign';
import { ServerProcess } from './server';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    open: { type: 'string', default: '8' },
  },
});
const kills = Number(values.kills);
const openWanted = Number(values.open);

/** Repeatable chance (a linear congruential generator): which moments are tried does not change between runs. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Outcome {
  readonly shapes: ReadonlySet<string>;
  readonly faults: readonly string[];
  readonly finished: number;
}

async function run(killCount: number, executions: number): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'crash-'));
  const server = await ServerProcess.on(join(directory, 'data'));
  await server.start();
  const campaign = new Campaign(server.port, directory);
  await campaign.prepare();
  const activities = campaign.workActivities();
  const random = chance(Number(values.seed));
  let killed = 0;
  let started = 0;
  let killAt = Date.now() + 300 + random() * 1_500;
  try {
    for (let rounds = 0; started < executions || campaign.open > 0 || killed < killCount; rounds++) {
      if (rounds > 100_000) throw new Error('the campaign does not come to an end');
      const startMore = async (): Promise<void> => {
        while (campaign.open < openWanted && (started < executions || killed < killCount)) {
          started++;
          await campaign.startOne();
        }
        await campaign.work();
      };
      // The server goes away under requests: that is what this is about. Anything else is a fault.
      const round = startMore().catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      if (killed >= killCount) {
        await round;
        await pause(20);
        continue;
      }
      await Promise.race([round, pause(Math.max(0, killAt - Date.now()))]);
      if (Date.now() < killAt) continue;
      await server.kill();
      await round;
      killed++;
      await server.start();
      await campaign.checkKept();
      if (killed % 10 === 0) {
        console.log(`${killed} kills, ${campaign.finished} executions finished, ${campaign.faults.length} faults`);
      }
      killAt = Date.now() + 50 + random() * 1_500;
    }
    return { shapes: campaign.shapes(), faults: campaign.faults, finished: campaign.finished };
  } finally {
    campaign.stop();
    await activities;
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function isGone(error: unknown): boolean {
  const { code, name } = error as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE' || name === 'TimeoutError';
}

async function main(): Promise<void> {
  const calm = await run(0, openWanted);
  if (calm.shapes.size !== 1) {
    throw new Error(`${calm.shapes.size} different histories without any kill:\n${[...calm.shapes].join('\n\n')}`);
  }
  const killed = await run(kills, openWanted);
  const faults = [...killed.faults];
  for (const shape of killed.shapes)
    if (!calm.shapes.has(shape)) faults.push(`a history unlike that without kills:\n${shape}`);
  console.log(`${kills} kills: ${killed.finished} executions finished, ${faults.length} faults`);
  for (const fault of faults.slice(0, 10)) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
