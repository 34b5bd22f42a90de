// `npm run crash [-- --kills 300 --seed 1]`: kills the server with SIGKILL at random moments while an outside process drives
// executions of every kind, and checks that nothing acknowledged is lost, no recorded result is run again, histories go on
// without a gap or a repeated event, and all end as they do when nobody interrupts them. Exit code 1 if not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Random, seededRandom } from '../lib/engine';
import { Configuration } from './recovery/configuration';
import { Executions } from './recovery/executions';
import { machines } from './recovery/machines';
import { Outside } from './recovery/outside';
import { ConnectionLost, Service } from './recovery/service';

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    server: { type: 'string', default: `${process.execPath} ${resolve(__dirname, '../dist/bin/stepwright.js')}` },
  },
});

/** Executions that are open at the same time. */
const openAtATime = 14;
/** Milliseconds that a server lives, at most, after it listens; and the share of servers that are killed before. */
const longestLifeMs = 900;
const killedEarly = 0.15;
/** Closed executions that are looked at again after each start. */
const sampleSize = 10;
const lookEveryMs = 25;
/** After a kill: what the dead process had sent has arrived. */
const settleMs = 30;

class Campaign {
  readonly service: Service;
  readonly outside: Outside;
  readonly configuration: Configuration;
  readonly executions: Executions;
  readonly #directory = mkdtempSync(join(tmpdir(), 'stepwright-crash-'));
  readonly #random: Random;
  #endpoint = '';
  #next = 0;

  constructor(random: Random, prefix: string) {
    this.#random = random;
    const data = join(this.#directory, 'data');
    const ask = () => ['serve', '--port', '0', '--data', data, '--lambda-endpoint', this.#endpoint];
    this.service = new Service(() => [...options.server.split(' '), ...ask()]);
    this.outside = new Outside(this.service, random);
    this.configuration = new Configuration(this.service, random);
    this.executions = new Executions(this.service, prefix);
  }

  async open(): Promise<void> {
    this.#endpoint = await this.outside.listen();
    await this.service.start();
    await this.executions.prepare();
    await this.configuration.prepare();
    this.outside.startWorkers();
  }

  async close(): Promise<void> {
    const closing = this.outside.close();
    await this.service.stop();
    await closing;
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get violations(): readonly string[] {
    return [...this.outside.violations, ...this.configuration.violations, ...this.executions.violations];
  }

  /** One of each machine, by nobody interrupted. */
  async undisturbed(): Promise<void> {
    for (const machine of machines) this.executions.add(machine);
    await this.executions.untilEnded(() => sleep(lookEveryMs));
    this.executions.learn();
  }

  /** One life of the server, from a start to a kill. */
  async life(): Promise<void> {
    const early = this.#random.next() < killedEarly;
    const starting = this.service.start();
    if (early) {
      const usual = this.service.startUps.at(-1) ?? 0;
      await Promise.race([starting, sleep(this.#random.next() * usual)]);
      await this.#kill();
      return;
    }
    await starting;
    const killed = sleep(this.#random.next() * longestLifeMs).then(() => this.#kill());
    await Promise.all([this.#drive(), this.#configure(), killed]);
  }

  async #kill(): Promise<void> {
    await this.service.kill();
    await sleep(settleMs);
  }

  /** Checks what is there after the start, then keeps executions going until the kill. */
  async #drive(): Promise<void> {
    await this.#untilKilled(async () => {
      await this.executions.verify(this.#sample());
      while (this.service.running) {
        while (this.executions.open.length < openAtATime) this.executions.add(this.#nextMachine());
        await Promise.all(this.executions.open.map((execution) => this.executions.look(execution)));
        await sleep(lookEveryMs);
      }
    });
  }

  async #configure(): Promise<void> {
    await this.#untilKilled(async () => {
      await this.configuration.verify();
      while (this.service.running) {
        await this.configuration.change();
        await sleep(this.#random.next() * 2 * lookEveryMs);
      }
    });
  }

  async #untilKilled(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  #nextMachine() {
    return machines[this.#next++ % machines.length] as (typeof machines)[number];
  }

  #sample() {
    const { all, open } = this.executions;
    const closed = all.filter(({ ended }) => ended);
    const drawn = Array.from({ length: Math.min(sampleSize, closed.length) }, () => {
      return closed[Math.floor(this.#random.next() * closed.length)] as (typeof closed)[number];
    });
    return [...open, ...drawn];
  }

  /** The last start: all end, and everything there ever was is looked at once more. */
  async finish(): Promise<void> {
    await this.service.start();
    await this.configuration.verify();
    await this.executions.untilEnded(() => sleep(lookEveryMs));
    await this.executions.verify(this.executions.all);
  }
}

async function main(): Promise<number> {
  const kills = Number(options.kills);
  const seed = Number(options.seed);
  console.log(`${kills} kills, seed ${seed}`);
  const random = seededRandom(seed);
  const calm = new Campaign(random, 'x0');
  await calm.open();
  await calm.undisturbed();
  await calm.close();
  const campaign = new Campaign(random, 'x1');
  await campaign.open();
  await campaign.service.kill();
  for (let kill = 1; kill < kills; kill++) {
    await campaign.life();
    if (kill % 20 === 0)
      console.log(
        `${kill} kills, ${campaign.executions.all.length} executions, ${campaign.violations.length} violations`,
      );
  }
  await campaign.finish();
  campaign.executions.compare(calm.executions.expected);
  await campaign.close();
  return report(campaign, calm, kills);
}

function report(campaign: Campaign, calm: Campaign, kills: number): number {
  const { outside, configuration, executions, service } = campaign;
  const startUps = [...service.startUps].sort((a, b) => a - b);
  const violations = [...calm.violations, ...campaign.violations];
  console.log(
    `${kills} kills, ${service.life} starts (median ${startUps[startUps.length >> 1]?.toFixed(0)} ms to listen)`,
  );
  console.log(
    `${executions.all.length} executions of ${machines.length} machines, ${executions.open.length} not ended`,
  );
  console.log(
    `${outside.calls} calls of functions and activities, ${outside.repeated} in flight when killed and started again`,
  );
  console.log(
    `${outside.tokensReturned} tokens returned, ${outside.activityTasks} activity tasks, ${outside.pollsLost} polls cut off`,
  );
  console.log(`${configuration.changes} changes of tags, versions, aliases and activities acknowledged`);
  console.log(
    violations.length === 0 ? 'nothing lost, nothing run twice, histories equal' : `${violations.length} violations`,
  );
  for (const violation of violations.slice(0, 40)) console.log(`  ${violation}`);
  return violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
