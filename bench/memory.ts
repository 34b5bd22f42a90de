// What many executions cost in one process, each scenario in a process of its own (bench/alone.ts).
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Definition } from '../lib/asl';
import { compileMachine, type ExecutionIdentity, type TaskPerformer } from '../lib/engine';
import { Driver, Local, virtualHost } from '../lib/local';
import { memoryStore } from '../lib/store';

const executions = 100_000;
const items = 1_000_000;
/** What a closed execution may cost besides its payloads. */
const closedBytesMax = 8_192;

const small: Definition = {
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
};
const nobody: TaskPerformer = {
  perform(_call, io) {
    io.parked();
  },
};

const scenarios: { readonly [name: string]: () => Promise<string> } = {
  /** Through the service's own StartExecution: documents, listings and histories stay to be described. */
  async 'closed-kept'() {
    const local = new Local({ host: virtualHost(), store: memoryStore(), performer: () => nobody });
    const { machine } = await local.machines.create({
      name: 'small',
      definition: JSON.stringify(small),
      roleArn: 'arn:aws:iam::123456789012:role/bench',
    });
    const before = heap();
    const began = performance.now();
    for (let n = 0; n < executions; n++)
      await local.start({ stateMachineArn: machine.arn, name: `e${n}`, input: JSON.stringify({ name: `n${n}`, n }) });
    const ms = performance.now() - began;
    const each = (heap() - before) / executions;
    const described = local.executions.get(machine.arn.replace(':stateMachine:', ':execution:').concat(':e99999'));
    if (described.status !== 'SUCCEEDED') throw new Error(described.status);
    if (each > closedBytesMax) throw new Error(`a closed execution takes ${each} bytes, more than ${closedBytesMax}`);
    return `${kilobytes(each)} KB per closed execution with document and history (8 events; at most ${closedBytesMax / 1024} KB), ${Math.round((executions / ms) * 1000).toLocaleString('en')} executions/s`;
  },

  async 'closed-forgotten'() {
    const machine = compileMachine(small);
    const driver = new Driver({ host: virtualHost(), performer: nobody });
    const before = heap();
    for (let n = 0; n < executions; n++) {
      const { arn } = driver.start(machine, { identity: identity(n), input: { name: `n${n}`, n } });
      driver.forget(arn);
    }
    return `${kilobytes(Math.max(0, heap() - before) / executions)} KB per execution that the driver was told to forget`;
  },

  async 'open-waiting'() {
    const waits = compileMachine({
      StartAt: 'Wait',
      States: {
        Wait: { Type: 'Wait', Seconds: 86_400, Next: 'Task' },
        Task: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Parameters: { QueueUrl: 'q', MessageBody: { 't.$': '$$.Task.Token' } },
          End: true,
        },
      },
    });
    const driver = new Driver({ host: virtualHost(), performer: nobody, autoAdvance: false });
    const before = heap();
    for (let n = 0; n < executions; n++) driver.start(waits, { identity: identity(n), input: { n } });
    const waiting = (heap() - before) / executions;
    while (driver.fireNext());
    const tokens = (heap() - before) / executions;
    const open = [...driver.executions()].filter((one) => one.open && one.pending.size === 1).length;
    if (open !== executions) throw new Error(`${open} executions wait for their token`);
    return `${kilobytes(waiting)} KB per execution in a Wait state, ${kilobytes(tokens)} KB per execution that waits for its task token`;
  },

  /** The service ends it by the memory that an expression may take, and so must we: not the process. */
  async 'million-inline'() {
    const machine = compileMachine({
      QueryLanguage: 'JSONata',
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: `{% [1..${items}] %}`,
          ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    });
    const driver = new Driver({ host: virtualHost(), performer: nobody });
    const began = performance.now();
    const { execution } = driver.start(machine, { identity: identity(0), input: {} });
    const last = execution.history.at(-1);
    if (last?.type !== 'ExecutionFailed') throw new Error(`ended with ${last?.type}`);
    return `${execution.history.length} events, then ${last.error}: ${last.cause} (${Math.round(performance.now() - began)} ms)`;
  },
};

function identity(n: number): ExecutionIdentity {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:bench:e${n}`,
    name: `e${n}`,
    roleArn: 'arn:aws:iam::123456789012:role/bench',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench',
    stateMachineName: 'bench',
    type: 'STANDARD',
  };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use after collecting what is not. */
function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

async function main(): Promise<void> {
  const name = process.argv[2] ?? '';
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
  console.log(
    `${name.padEnd(16)} ${await scenario()}; peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
