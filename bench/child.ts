// One engine and one workload in a process of its own: answers every message with the time that the workload took.
import type { Json } from '../lib/json';
import { engines } from './engines';
import { workloads } from './workloads';

/** A round takes at least that long. */
const roundMs = 150;

const [engineName = '', workloadName = ''] = process.argv.slice(2);
const workload = workloads.find(({ name }) => name === workloadName);
const load = engines[engineName];
if (workload === undefined || load === undefined)
  throw new Error(`no engine ${engineName} or no workload ${workloadName}`);

async function main(): Promise<void> {
  const loaded = await load?.(workload as NonNullable<typeof workload>);
  if (loaded === undefined) {
    process.send?.({ supported: false });
    return;
  }
  process.on('message', async () => {
    let outputs: Json[] = [];
    let times = 0;
    let ms = 0;
    // A short workload is run again and again: what is measured is the engine, not how soon V8 compiles it.
    for (const began = process.hrtime.bigint(); ms < roundMs; ms = Number(process.hrtime.bigint() - began) / 1e6) {
      outputs = [];
      for (const input of workload?.inputs ?? []) {
        const output = loaded.run(input);
        outputs.push(output instanceof Promise ? await output : output);
      }
      times++;
    }
    process.send?.({ ms: ms / times, outputs, megabytes: process.resourceUsage().maxRSS / 1024 });
  });
  process.send?.({ supported: true });
}

main().catch((error: unknown) => {
  process.send?.({ failed: String(error) });
});
