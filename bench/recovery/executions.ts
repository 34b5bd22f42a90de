// The executions of a campaign: started, looked at, redriven, and held against what was known of them before.
import { canonical, gap, type HistoryEvent } from './histories';
import { activityName, type CrashMachine, machineArn, machines } from './machines';
import { ConnectionLost, type Service, ServiceRefused } from './service';

const roleArn = 'arn:aws:iam::123456789012:role/crash';
/** Seconds after which an execution that nobody interrupts has ended. */
const longestSeconds = 90;

interface Execution {
  readonly machine: CrashMachine;
  readonly name: string;
  readonly arn: string;
  /** True once StartExecution was acknowledged. */
  started: boolean;
  ended: boolean;
  /** The last thing that was told of it. */
  status: string;
  output: unknown;
  redriven: boolean;
  /** JSON texts of the events seen last. */
  seen: readonly string[];
}

export class Executions {
  readonly violations: string[] = [];
  readonly all: Execution[] = [];
  /** Canonical history by machine of a run that nobody interrupted. */
  readonly expected = new Map<string, string>();
  readonly #service: Service;
  readonly #prefix: string;
  readonly #histories = new Map<Execution, readonly HistoryEvent[]>();

  constructor(service: Service, prefix: string) {
    this.#service = service;
    this.#prefix = prefix;
  }

  async prepare(): Promise<void> {
    await this.#service.call('CreateActivity', { name: activityName });
    for (const { name, definition, aliased = false } of machines) {
      const request = { name, definition: JSON.stringify(definition), roleArn, publish: aliased };
      const { stateMachineVersionArn } = await this.#service.call('CreateStateMachine', request);
      if (!aliased) continue;
      const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
      await this.#service.call('CreateStateMachineAlias', { name: 'live', routingConfiguration });
    }
  }

  get open(): readonly Execution[] {
    return this.all.filter(({ ended }) => !ended);
  }

  /** Adds an execution; it is started by the next look. */
  add(machine: CrashMachine): void {
    // All names have one length: it shows in the headers of answers.
    const name = `${this.#prefix}-${String(this.all.length).padStart(5, '0')}`;
    this.all.push({
      machine,
      name,
      arn: `arn:aws:states:us-east-1:123456789012:execution:${machine.name}:${name}`,
      started: false,
      ended: false,
      status: 'RUNNING',
      output: undefined,
      redriven: false,
      seen: [],
    });
  }

  /** Starts, looks at and redrives one. @throws ConnectionLost */
  async look(execution: Execution): Promise<void> {
    if (!execution.started) await this.#start(execution);
    await this.#follow(execution);
    const { machine, status } = execution;
    if (status === 'RUNNING') return;
    if (machine.redriven === true && status === 'FAILED' && !execution.redriven) await this.#redrive(execution);
    else execution.ended = true;
  }

  async #start(execution: Execution): Promise<void> {
    const { machine, name } = execution;
    const stateMachineArn = `${machineArn(machine.name)}${machine.aliased === true ? ':live' : ''}`;
    const input = JSON.stringify({ chain: name });
    try {
      const { executionArn } = await this.#service.call('StartExecution', { stateMachineArn, name, input });
      if (executionArn !== execution.arn) this.violations.push(`${name} was started as ${String(executionArn)}`);
    } catch (error) {
      // An earlier request whose answer was lost had started it.
      if (!(error instanceof ServiceRefused && error.type === 'ExecutionAlreadyExists')) throw error;
    }
    execution.started = true;
  }

  async #redrive(execution: Execution): Promise<void> {
    await this.#service.call('RedriveExecution', { executionArn: execution.arn, clientToken: 'once' });
    execution.redriven = true;
    execution.status = 'RUNNING';
  }

  /** What was told before must be told again: the history goes on where it was. */
  async #follow(execution: Execution): Promise<void> {
    const { arn, name, machine } = execution;
    const { status, output } = await this.#service.call('DescribeExecution', { executionArn: arn });
    const { events } = await this.#service.call('GetExecutionHistory', { executionArn: arn, maxResults: 1000 });
    const history = events as readonly HistoryEvent[];
    const texts = history.map((event) => JSON.stringify(event));
    const what = `${machine.name} ${name}`;
    const place = execution.seen.findIndex((text, at) => texts[at] !== text);
    if (place >= 0) {
      this.violations.push(`${what}: event ${place + 1} was ${execution.seen[place]} and is ${texts[place]}`);
    }
    const wrong = gap(history);
    if (wrong !== undefined) this.violations.push(`${what}: ${wrong}`);
    if (execution.ended && (status !== execution.status || output !== execution.output)) {
      this.violations.push(`${what} had ended ${execution.status} and is ${String(status)}`);
    }
    execution.seen = texts;
    execution.status = String(status);
    execution.output = output;
    this.#histories.set(execution, history);
  }

  /** Everything that was acknowledged, open or ended, is still there. */
  async verify(sample: readonly Execution[]): Promise<void> {
    for (const execution of sample) {
      if (!execution.started) continue;
      try {
        await this.#follow(execution);
      } catch (error) {
        if (error instanceof ConnectionLost) throw error;
        this.violations.push(`${execution.machine.name} ${execution.name} is lost: ${String(error)}`);
      }
    }
  }

  /** Looks at all until all have ended. */
  async untilEnded(pause: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + longestSeconds * 1000;
    while (this.open.length > 0) {
      await Promise.all(this.open.map((execution) => this.look(execution)));
      if (performance.now() > deadline) {
        for (const { machine, name, seen } of this.open) {
          this.violations.push(`${machine.name} ${name} did not end; its last event is ${seen.at(-1)}`);
        }
        return;
      }
      await pause();
    }
  }

  /** Remembers how histories look that nobody interrupted. */
  learn(): void {
    for (const [{ machine }, history] of this.#histories) this.expected.set(machine.name, canonical(history));
  }

  /** Holds every final history against the ones that were learnt. */
  compare(expected: ReadonlyMap<string, string>): void {
    for (const [{ machine, name }, history] of this.#histories) {
      const wanted = expected.get(machine.name) ?? '';
      const found = canonical(history);
      if (found !== wanted)
        this.violations.push(`${machine.name} ${name} has another history: ${difference(wanted, found)}`);
    }
  }
}

function difference(wanted: string, found: string): string {
  const expected = wanted.split('\n');
  const place = found.split('\n').findIndex((line, at) => line !== expected[at]);
  return `\n    expected ${expected[place]}\n    found    ${found.split('\n')[place]}`;
}
