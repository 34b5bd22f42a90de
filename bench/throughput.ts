// `node --import tsx bench/throughput.ts [--count 5000] [--rounds 3]`: requests a second beside a bare node:http server with a
// hand-written function (bench/floor.ts), all servers up at once and taking turns, and what a request costs the server in
// processor time, which a busy machine disturbs less. Needs a build (dist/).
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Service } from './recovery/service';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '3' } },
});
const count = Number(values.count);
const concurrencies = [1, 16];
const stepwright = resolve(__dirname, '../dist/bin/stepwright.js');
const definition = JSON.stringify({
  StartAt: 'Greet',
  States: {
    Greet: {
      Type: 'Pass',
      Parameters: { 'text.$': "States.Format('hello {}', $.name)", 'n.$': '$.n' },
      Next: 'Positive',
    },
    Positive: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 0, Next: 'Mark' }], Default: 'Mark' },
    Mark: { Type: 'Pass', Result: true, ResultPath: '$.ok', End: true },
  },
});
const input = JSON.stringify({ name: 'Ada', n: 1 });

type Answer = { readonly [member: string]: string };

/** One kept-alive connection, one request at a time: as little as possible beside the server. */
class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  constructor(url: URL) {
    this.#host = url.host;
    this.#socket = connect(Number(url.port), url.hostname);
    this.#socket.setNoDelay(true);
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (data: string) => this.#take(data));
  }

  call(operation: string, members: object): Promise<Answer> {
    const body = JSON.stringify(members);
    this.#socket.write(
      `POST / HTTP/1.1\r\nhost: ${this.#host}\r\nx-amz-target: AWSStepFunctions.${operation}\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    return new Promise((settle, reject) => {
      this.#waiting = { resolve: settle, reject };
    });
  }

  #take(data: string): void {
    this.#received += data;
    const end = this.#received.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(this.#received)?.[1]);
    if (end < 0 || this.#received.length < end + 4 + length) return;
    const body = this.#received.slice(end + 4, end + 4 + length);
    const status = this.#received.slice(9, 12);
    this.#received = '';
    const waiting = this.#waiting;
    if (status === '200') waiting?.resolve(JSON.parse(body) as Answer);
    else waiting?.reject(new Error(`${status} ${body}`));
  }

  close(): void {
    this.#socket.destroy();
  }
}

interface Measured {
  readonly perSecond: number;
  /** Microseconds of the server's processor time. */
  readonly cost: number;
}

/** One server with its machines, and what was measured of it by kind of request. */
class Contender {
  readonly name: string;
  readonly measured = new Map<string, Measured[]>();
  readonly #service: Service;
  #connections: Connection[] = [];
  #standard = '';
  #express = '';
  #next = 0;
  #finished: string[] = [];

  constructor(name: string, command: readonly string[]) {
    this.name = name;
    this.#service = new Service(() => command);
  }

  async open(): Promise<void> {
    await this.#service.start();
    this.#connections = Array.from({ length: Math.max(...concurrencies) }, () => new Connection(this.#service.url));
    const roleArn = 'arn:aws:iam::123456789012:role/bench';
    for (const type of ['STANDARD', 'EXPRESS']) {
      const { stateMachineArn = '' } = await this.#any.call('CreateStateMachine', {
        name: `bench-${type}`,
        definition,
        roleArn,
        type,
      });
      if (type === 'STANDARD') this.#standard = stateMachineArn;
      else this.#express = stateMachineArn;
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await this.#service.stop();
  }

  get #any(): Connection {
    return this.#connections[0] as Connection;
  }

  async round(concurrency: number): Promise<void> {
    this.#finished = [];
    await this.#measure('StartExecution until finished', concurrency, async (connection) => {
      const order = { stateMachineArn: this.#standard, name: `x${this.#next++}`, input };
      const { executionArn = '' } = await connection.call('StartExecution', order);
      while ((await connection.call('DescribeExecution', { executionArn })).status !== 'SUCCEEDED');
      this.#finished.push(executionArn);
    });
    let place = 0;
    await this.#measure('GetExecutionHistory', concurrency, (connection) =>
      connection.call('GetExecutionHistory', { executionArn: this.#finished[place++], maxResults: 1000 }),
    );
    await this.#measure('StartSyncExecution', concurrency, (connection) =>
      connection.call('StartSyncExecution', { stateMachineArn: this.#express, name: `y${this.#next++}`, input }),
    );
  }

  async #measure(what: string, concurrency: number, one: (connection: Connection) => Promise<unknown>): Promise<void> {
    let left = concurrency === 1 ? Math.ceil(count / 5) : count;
    const total = left;
    const cpu = this.#service.processorMs;
    const began = performance.now();
    await Promise.all(
      this.#connections.slice(0, concurrency).map(async (connection) => {
        while (left-- > 0) await one(connection);
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    const measured = { perSecond: total / seconds, cost: ((this.#service.processorMs - cpu) * 1000) / total };
    const key = `${what} at ${concurrency}`;
    this.measured.set(key, [...(this.measured.get(key) ?? []), measured]);
  }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  const serve = [process.execPath, stepwright, 'serve', '--port', '0'];
  const floor = new Contender('bare node:http', [process.execPath, '--import', 'tsx', join(__dirname, 'floor.ts')]);
  const contenders = [
    floor,
    new Contender('serve --memory', [...serve, '--memory']),
    new Contender('serve --data', [...serve, '--data', directory]),
  ];
  try {
    for (const contender of contenders) await contender.open();
    for (let round = -1; round < Number(values.rounds); round++) {
      for (const concurrency of concurrencies) for (const contender of contenders) await contender.round(concurrency);
      // The first round warms up.
      if (round < 0) for (const { measured } of contenders) measured.clear();
    }
    for (const key of floor.measured.keys()) {
      console.log(key);
      for (const { name, measured } of contenders) {
        const own = measured.get(key) ?? [];
        const base = floor.measured.get(key) ?? [];
        const ratio = median(own.map(({ perSecond }, at) => perSecond / (base[at]?.perSecond ?? Number.NaN)));
        const rate = median(own.map(({ perSecond }) => perSecond));
        const cost = median(own.map(({ cost: each }) => each));
        console.log(
          `  ${name.padEnd(15)} ${rate.toFixed(0).padStart(6)}/s  ${ratio.toFixed(2)}  ${cost.toFixed(0)} µs each`,
        );
      }
    }
  } finally {
    for (const contender of contenders) await contender.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
