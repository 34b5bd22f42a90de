// `node --import tsx bench/floor.ts`: the least that any server on node:http can cost. A hand-written function answers where
// stepwright runs a state machine; nothing is checked and little is kept. bench/throughput.ts measures against it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate: number;
  readonly input: string;
  readonly output: string;
}
type Body = { readonly [member: string]: string };

const executions = new Map<string, Execution>();

function run({ stateMachineArn, name, input = '{}' }: Body): Execution {
  const now = Date.now() / 1000;
  const { name: who, n } = JSON.parse(input) as { name: string; n: number };
  const output = JSON.stringify({ text: `hello ${who}`, n, ok: true });
  const executionArn = `${stateMachineArn?.replace(':stateMachine:', ':execution:')}:${name}`;
  return { executionArn, status: 'SUCCEEDED', startDate: now, stopDate: now, input, output };
}

const operations: { readonly [name: string]: (body: Body) => object | undefined } = {
  CreateStateMachine: ({ name }) => ({ stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}` }),
  StartSyncExecution: run,
  StartExecution(body) {
    const execution = run(body);
    executions.set(execution.executionArn, execution);
    return { executionArn: execution.executionArn, startDate: execution.startDate };
  },
  DescribeExecution: ({ executionArn = '' }) => executions.get(executionArn),
  GetExecutionHistory({ executionArn = '' }) {
    const { input, output, startDate, stopDate } = executions.get(executionArn) as Execution;
    const started = { id: 1, type: 'ExecutionStarted', timestamp: startDate, executionStartedEventDetails: { input } };
    const ended = {
      id: 2,
      type: 'ExecutionSucceeded',
      timestamp: stopDate,
      executionSucceededEventDetails: { output },
    };
    return { events: [started, ended] };
  },
};

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const operation = operations[String(request.headers['x-amz-target']).split('.')[1] ?? ''];
    const body = JSON.stringify(operation?.(JSON.parse(Buffer.concat(parts).toString()) as Body) ?? {});
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`Step Functions on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
