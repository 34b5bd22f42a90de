// One way to run a workload per engine. Definitions are parsed and validated in `load`, never in the measured part.
import { parseDefinition, validate } from '../lib/asl';
import { compileMachine, type TaskPerformer } from '../lib/engine';
import { project, summary, trace } from '../lib/history';
import type { Json } from '../lib/json';
import { Driver, virtualHost } from '../lib/local';
import type { Workload } from './workloads';

export interface Loaded {
  /** Runs one execution to its end and gives its output. */
  run(input: Json): Json | Promise<Json>;
}
/** Undefined where the engine cannot run the workload. */
export type Load = (workload: Workload) => Loaded | undefined | Promise<Loaded | undefined>;

/** Ours, with the full history recorded, as always. */
const stepwright: Load = (workload) => {
  const { definition } = parseDefinition(JSON.stringify(workload.definition));
  if (definition === undefined || validate(definition).some(({ severity }) => severity === 'ERROR')) {
    throw new Error(`${workload.name} is not a valid definition`);
  }
  const machine = compileMachine(definition, {
    historyEventsMax: Number.POSITIVE_INFINITY,
    ...(workload.payloadBytesMax === undefined ? {} : { payloadBytesMax: workload.payloadBytesMax }),
  });
  const driver = new Driver({ host: virtualHost(), performer: performerOf(workload) });
  let executions = 0;
  return {
    run(input) {
      const name = `e${executions++}`;
      const identity = {
        executionArn: `arn:aws:states:us-east-1:123456789012:execution:bench:${name}`,
        name,
        roleArn: 'arn:aws:iam::123456789012:role/bench',
        stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench',
        stateMachineName: 'bench',
        type: 'STANDARD' as const,
      };
      const { execution } = driver.start(machine, { identity, input });
      driver.forget(identity.executionArn);
      const last = execution.history.at(-1);
      if (last?.type === 'ExecutionSucceeded') return last.output;
      throw new Error(`${workload.name}: ${JSON.stringify(summary(project(trace, execution.history)).cause)}`);
    },
  };
};

function performerOf({ functions = {} }: Workload): TaskPerformer {
  return {
    perform(call, io) {
      const name = call.resource.split(':').at(-1) as string;
      try {
        io.settled({ ok: true, output: functions[name]?.(call.input) ?? null });
      } catch (error) {
        const { name: errorName, message } = error as Error;
        io.settled({ ok: false, error: errorName, cause: message });
      }
    },
  };
}

/** As its documentation says; it records no events unless it is asked to. */
const awsLocalStepfunctions: Load = async (workload) => {
  // It takes JSONata definitions and evaluates none of their expressions.
  if (workload.definition.QueryLanguage === 'JSONata') return undefined;
  polyfill();
  const { StateMachine } = (await import('aws-local-stepfunctions')) as unknown as {
    StateMachine: new (definition: unknown) => { run(input: Json, options: object): { result: Promise<Json> } };
  };
  const machine = new StateMachine(workload.definition);
  const { functions = {}, retried = [] } = workload;
  // Handlers are looked up by state name in this engine.
  const taskResourceLocalHandlers = Object.fromEntries(
    Object.keys(functions).map((name) => [name, async (input: Json) => functions[name]?.(input) ?? null]),
  );
  const retryIntervalOverrides = Object.fromEntries(retried.map((state) => [state, 0]));
  const overrides = { taskResourceLocalHandlers, retryIntervalOverrides };
  return {
    run: (input) => machine.run(input, { overrides }).result,
  };
};

/** It asks for Node 22, where this exists; with it, it runs on Node 20. */
function polyfill(): void {
  const promise = Promise as unknown as { withResolvers?: () => unknown };
  promise.withResolvers ??= () => {
    let resolve: unknown;
    let reject: unknown;
    const made = new Promise((yes, no) => {
      resolve = yes;
      reject = no;
    });
    return { promise: made, resolve, reject };
  };
}

/** The expressions of the JSONata workload alone, parsed once, evaluated by the jsonata package. */
const jsonataPackage: Load = async ({ name }) => {
  if (name !== 'jsonata') return undefined;
  const { default: jsonata } = await import('jsonata');
  const [plus, add, less] = ['$i + 1', '$sum + $i', '$i < $end'].map((text) => jsonata(text)) as [
    ReturnType<typeof jsonata>,
    ReturnType<typeof jsonata>,
    ReturnType<typeof jsonata>,
  ];
  return {
    async run(input) {
      const { end } = input as { end: number };
      let variables = { i: 0, sum: 0, end };
      do {
        const i = (await plus.evaluate(input, variables)) as number;
        const sum = (await add.evaluate(input, variables)) as number;
        variables = { i, sum, end };
      } while (await less.evaluate(input, variables));
      return { sum: variables.sum };
    },
  };
};

export const engines: { readonly [name: string]: Load } = {
  stepwright,
  'aws-local-stepfunctions': awsLocalStepfunctions,
  'jsonata package': jsonataPackage,
};
