// One engine and one workload in a process of its own: answers every message with the time that one round took.
import type { Json } from '../lib/json';
import { engines } from './engines';
import { workloads } from './workloads';

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
    const outputs: Json[] = [];
    const began = process.hrtime.bigint();
    for (const input of workload?.inputs ?? []) {
      const output = loaded.run(input);
      outputs.push(output instanceof Promise ? await output : output);
    }
    const ms = Number(process.hrtime.bigint() - began) / 1e6;
    process.send?.({ ms, outputs, megabytes: process.resourceUsage().maxRSS / 1024 });
  });
  process.send?.({ supported: true });
}

main().catch((error: unknown) => {
  process.send?.({ failed: String(error) });
});
