// Smithy RPC v2 CBOR, spoken by the SDK's own client.
import { request } from 'node:http';
import * as sfnClient from '@aws-sdk/client-sfn';
import { SFN } from '@aws-sdk/client-sfn';
import { cbor, SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { timestampMembers } from '../../lib/server/rpc-cbor';
import { machine, roleArn, type Started, startServer, until } from './started';

let server: Started;
let json: SFN;
let binary: SFN;
let stateMachineArn: string;
let executionArn: string;
beforeAll(async () => {
  server = await startServer();
  const client = {
    endpoint: server.stack.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    disableHostPrefix: true,
  };
  json = new SFN(client);
  binary = new SFN({ ...client, protocol: SmithyRpcV2CborProtocol });
  const definition = machine({ Greet: { Type: 'Pass', Assign: { timestamp: 42 }, Result: 'grüß dich 😀', End: true } });
  const created = await binary.createStateMachine({ name: 'm', definition, roleArn, tags: [{ key: 'k', value: 'v' }] });
  stateMachineArn = created.stateMachineArn as string;
  const started = await binary.startExecution({ stateMachineArn, name: 'x', input: '{"n":1.5}' });
  executionArn = started.executionArn as string;
  await until(async () => {
    const { status } = await binary.describeExecution({ executionArn });
    return status === 'RUNNING' ? undefined : status;
  });
});
afterAll(async () => {
  json.destroy();
  binary.destroy();
  await server.close();
});

/** Without what the transport adds. */
function told<T extends { readonly $metadata: unknown }>({ $metadata, ...members }: T) {
  return members;
}

test('a client that speaks CBOR reads what one that speaks JSON reads, times included', async () => {
  const asked = [
    [json.describeExecution({ executionArn }), binary.describeExecution({ executionArn })],
    [json.describeStateMachine({ stateMachineArn }), binary.describeStateMachine({ stateMachineArn })],
    [json.getExecutionHistory({ executionArn }), binary.getExecutionHistory({ executionArn })],
    [json.listExecutions({ stateMachineArn }), binary.listExecutions({ stateMachineArn })],
    [
      json.listTagsForResource({ resourceArn: stateMachineArn }),
      binary.listTagsForResource({ resourceArn: stateMachineArn }),
    ],
  ] as const;
  for (const [one, other] of asked) expect(told(await other)).toEqual(told(await one));
  const { startDate, stopDate, output } = await binary.describeExecution({ executionArn });
  expect([startDate, stopDate]).toEqual([expect.any(Date), expect.any(Date)]);
  expect(output).toBe('"grüß dich 😀"');
});

test('errors keep their names and members', async () => {
  const missing = `${stateMachineArn}x`;
  await expect(binary.describeStateMachine({ stateMachineArn: missing })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${missing}'`,
    $metadata: { httpStatusCode: 400 },
  });
  await expect(binary.tagResource({ resourceArn: missing, tags: [] })).rejects.toMatchObject({
    name: 'ResourceNotFound',
    resourceName: missing,
  });
  await expect(binary.listExecutions({ stateMachineArn, maxResults: 1001 })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("Value '1001' at 'maxResults'"),
  });
});

interface Raw {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: { readonly [member: string]: unknown };
}

function send(operation: string, body: Uint8Array): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: server.stack.port,
        method: 'POST',
        path: `/service/AWSStepFunctions/operation/${operation}`,
        headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: cbor.deserialize(Buffer.concat(parts)),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('an answer says which protocol it is in, and tags its times', async () => {
  const { status, headers, body } = await send('DescribeExecution', cbor.serialize({ executionArn }));
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' });
  expect(body.startDate).toMatchObject({ tag: 1, value: expect.any(Number) });
});

const text = (value: string) => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
test.each([
  ['an operation that does not exist', 'NoSuchThing', cbor.serialize({}), 'UnknownOperationException'],
  ['bytes that are not CBOR', 'ListStateMachines', Buffer.from([0x1c]), 'SerializationException'],
  ['a map that ends too early', 'ListStateMachines', Buffer.from([0xa5, 0x61]), 'SerializationException'],
  ['no map', 'ListStateMachines', cbor.serialize([1]), 'SerializationException'],
  ['a big number', 'ListStateMachines', cbor.serialize({ maxResults: 2n ** 63n }), 'SerializationException'],
  [
    'bytes for a text',
    'DescribeExecution',
    cbor.serialize({ executionArn: Buffer.from('x') }),
    'SerializationException',
  ],
  [
    'a member that hides in the prototype',
    'DescribeExecution',
    // {"__proto__": {"executionArn": 1}}
    Buffer.concat([
      Buffer.from([0xa1]),
      text('__proto__'),
      Buffer.from([0xa1]),
      text('executionArn'),
      Buffer.from([1]),
    ]),
    'ValidationException',
  ],
  ['lists in lists without end', 'ListStateMachines', Buffer.alloc(900_000, 0x81), 'SerializationException'],
])('%s is an error of the caller', async (_what, operation, body, type) => {
  const { status, body: answer } = await send(operation, body);
  expect([status < 500, answer.__type]).toEqual([true, `com.amazonaws.sfn#${type}`]);
});

test('the members that are tagged are the timestamps of the SDK’s model, and nothing else has their names', () => {
  const isTimestamp = (schema: unknown): boolean =>
    typeof schema === 'number' ? schema >= 4 && schema <= 7 : Array.isArray(schema) && isTimestamp(schema[0]);
  const names = { timestamps: new Set<string>(), others: new Set<string>() };
  for (const schema of Object.values(sfnClient as { readonly [name: string]: unknown })) {
    if (!Array.isArray(schema) || schema[0] !== 3) continue;
    const [, , , , members, types] = schema as [number, string, string, unknown, readonly string[], readonly unknown[]];
    members?.forEach((member, place) => {
      (isTimestamp(types[place]) ? names.timestamps : names.others).add(member);
    });
  }
  expect([...names.timestamps].sort()).toEqual([...timestampMembers].sort());
  expect([...names.others].filter((name) => timestampMembers.has(name))).toEqual([]);
});
