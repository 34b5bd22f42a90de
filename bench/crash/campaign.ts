// One campaign: a caller who starts executions, works off activities, returns tokens and redrives, while the server is
// killed. What the caller was told is written down, and held against what the server says after each start.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sfn';
import { firstDifference, shapeOf } from './histories';
import { activityArn, definition, functionZip, machineArn, names } from './workload';

interface Seen {
  readonly arn: string;
  history: readonly HistoryEvent[];
  done: boolean;
  redriven: boolean;
}

interface Invocation {
  readonly execution: string;
  readonly state: string;
  readonly item?: number;
  readonly action: string;
  readonly token?: string;
}

export class Campaign {
  readonly #sfn: SFNClient;
  readonly #lambda: LambdaClient;
  readonly #directory: string;
  readonly #seen = new Map<string, Seen>();
  readonly #returned = new Set<string>();
  /** Runs of a task at the time at which its result was seen in a history. */
  readonly #runsWhenRecorded = new Map<string, number>();
  readonly #faults: string[] = [];
  #count = 0;
  #stopped = false;

  constructor(port: number, directory: string) {
    const options = {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'crash', secretAccessKey: 'crash' },
      maxAttempts: 1,
    };
    this.#sfn = new SFNClient(options);
    this.#lambda = new LambdaClient(options);
    this.#directory = directory;
    writeFileSync(join(directory, 'invocations'), '');
  }

  async prepare(): Promise<void> {
    const roleArn = 'arn:aws:iam::123456789012:role/crash';
    await this.#lambda.send(
      new CreateFunctionCommand({
        FunctionName: names.function,
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Role: roleArn,
        Code: { ZipFile: functionZip(this.#directory) },
      }),
    );
    await this.#sfn.send(new CreateActivityCommand({ name: names.activity }));
    await this.#sfn.send(
      new CreateStateMachineCommand({ name: names.machine, definition: JSON.stringify(definition), roleArn }),
    );
    await this.#sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: machineArn }));
    await this.#sfn.send(new TagResourceCommand({ resourceArn: machineArn, tags: [{ key: 'kept', value: 'yes' }] }));
  }

  /** Starts an execution; an execution counts from the moment at which the server says that it has started. */
  async startOne(): Promise<void> {
    const name = `run-${this.#count++}`;
    const { executionArn } = await this.#sfn.send(
      new StartExecutionCommand({ stateMachineArn: machineArn, name, input: '{"items":[1,2,3]}' }),
    );
    if (executionArn !== undefined) {
      this.#seen.set(executionArn, { arn: executionArn, history: [], done: false, redriven: false });
    }
  }

  get open(): number {
    return [...this.#seen.values()].filter(({ done }) => !done).length;
  }

  get finished(): number {
    return this.#seen.size - this.open;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  stop(): void {
    this.#stopped = true;
    this.#sfn.destroy();
    this.#lambda.destroy();
  }

  /** One round of the caller's work. Whatever fails because the server is gone is tried again in the next one. */
  async work(): Promise<void> {
    await this.#returnTokens();
    await Promise.all([...this.#seen.values()].filter(({ done }) => !done).map((seen) => this.#look(seen)));
  }

  /** Works off activity tasks until the campaign stops. */
  async workActivities(): Promise<void> {
    while (!this.#stopped) {
      try {
        const { taskToken } = await this.#sfn.send(new GetActivityTaskCommand({ activityArn, workerName: 'w' }));
        if (taskToken !== undefined) await this.#return(taskToken);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  async #returnTokens(): Promise<void> {
    for (const { token } of this.#invocations()) {
      if (token !== undefined && !this.#returned.has(token)) await this.#return(token);
    }
  }

  /** A token may be returned twice, if the server died before it could say that it had it: the second time it is refused. */
  async #return(taskToken: string): Promise<void> {
    try {
      await this.#sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"returned":true}' }));
    } catch (error) {
      if ((error as Error).name !== 'TaskTimedOut') throw error;
    }
    this.#returned.add(taskToken);
  }

  async #look(seen: Seen): Promise<void> {
    const { status } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn: seen.arn }));
    const history = await this.#history(seen.arn);
    const difference = firstDifference(seen.history, history);
    if (difference !== undefined) this.#faults.push(`${seen.arn}: ${difference}`);
    const gap = history.findIndex(({ id }, index) => id !== index + 1);
    if (gap >= 0) this.#faults.push(`${seen.arn}: event ${gap + 1} has the id ${history[gap]?.id}`);
    seen.history = history;
    this.#noteResults(seen);
    if (status === 'SUCCEEDED') seen.done = true;
    else if (status === 'FAILED') await this.#redrive(seen);
    else if (status !== 'RUNNING') this.#faults.push(`${seen.arn} is ${status}`);
  }

  async #redrive(seen: Seen): Promise<void> {
    const failed = seen.history.at(-1)?.executionFailedEventDetails;
    if (seen.redriven && seen.history.some(({ type }) => type === 'ExecutionRedriven')) {
      this.#faults.push(`${seen.arn} failed again: ${failed?.error} ${failed?.cause}`);
      seen.done = true;
      return;
    }
    writeFileSync(join(this.#directory, `gate-${seen.arn.split(':')[7]}`), '');
    await this.#sfn.send(new RedriveExecutionCommand({ executionArn: seen.arn }));
    seen.redriven = true;
  }

  async #history(executionArn: string): Promise<readonly HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#sfn.send(
        new GetExecutionHistoryCommand({
          executionArn,
          maxResults: 1000,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      );
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }

  /** A result that is in the history is never asked for again. */
  #noteResults({ arn, history }: Seen): void {
    const execution = arn.split(':')[7] ?? '';
    for (const state of ['Flaky', 'Gate']) {
      const key = `${execution}/${state}`;
      const exited = history.some(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === state);
      if (!exited) continue;
      const runs = this.#runs(execution, state);
      const before = this.#runsWhenRecorded.get(key);
      if (before === undefined) this.#runsWhenRecorded.set(key, runs);
      else if (runs !== before) this.#faults.push(`${key} ran again after its result was recorded`);
    }
  }

  #runs(execution: string, state: string): number {
    return this.#invocations().filter((one) => one.execution === execution && one.state === state).length;
  }

  #invocations(): readonly Invocation[] {
    const lines = readFileSync(join(this.#directory, 'invocations'), 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Invocation);
  }

  /** After a start: everything that was acknowledged is there. */
  async checkKept(): Promise<void> {
    const { tags } = await this.#sfn.send(new ListTagsForResourceCommand({ resourceArn: machineArn }));
    if (tags?.[0]?.value !== 'yes') this.#faults.push('the tag is gone');
    for (const { arn, done } of this.#seen.values()) {
      const { status } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      if (done && status !== 'SUCCEEDED') this.#faults.push(`${arn} was SUCCEEDED and is ${status}`);
    }
  }

  /** The shapes of all histories; one, if all runs went alike. */
  shapes(): ReadonlySet<string> {
    return new Set([...this.#seen.values()].map(({ history }) => shapeOf(history)));
  }
}
