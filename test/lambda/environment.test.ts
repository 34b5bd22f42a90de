import { join, relative } from 'node:path';
import { withQueuesHere } from '../../lib/lambda';
import { lambda } from './handlers';

const { invoke, directory } = lambda(
  {
    'index.js': `
      exports.env = async () => process.env;
      exports.cwd = async () => process.cwd();
      exports.sdk = async () => { const { DynamoDBClient } = require('@aws-sdk/client-dynamodb'); const client = new DynamoDBClient({});
        return { endpoint: String((await client.config.endpoint?.())?.port ?? ''), region: await client.config.region(), key: (await client.config.credentials()).accessKeyId }; };
      exports.maps = async () => { throw new Error('mapped'); };
    `,
    'layered.js': `exports.handler = async () => require('shared');`,
    'layered-esm.mjs': `import shared from 'shared'; export const handler = async () => shared;`,
    'layer/nodejs/node_modules/shared/index.js': `module.exports = 'from the layer';`,
    'sdk.mjs': `import { SFNClient } from '@aws-sdk/client-sfn'; export const handler = async () => typeof SFNClient;`,
  },
  { environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000', SHARED: 'of the run' } },
);

beforeAll(() => {
  process.env.HOST_SECRET = 'do not leak';
  process.env.AWS_PROFILE = 'production';
});
afterAll(() => {
  delete process.env.HOST_SECRET;
  delete process.env.AWS_PROFILE;
});

test('a function sees its own variables and those of Lambda', async () => {
  const { value } = await invoke(
    'index.env',
    {},
    { environment: { TABLE: 'orders', SHARED: 'its own' }, memorySize: 512 },
  );
  expect(value).toMatchObject({
    TABLE: 'orders',
    SHARED: 'its own',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    AWS_LAMBDA_FUNCTION_NAME: 'orders',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: 'index.env',
    TZ: ':UTC',
  });
});

test("nothing of the host's environment gets in", async () => {
  const { value } = await invoke('index.env');
  expect(Object.keys(value)).not.toEqual(expect.arrayContaining(['HOST_SECRET']));
  expect(value).not.toHaveProperty('AWS_PROFILE');
  expect(value).not.toHaveProperty('HOME');
  expect(value.AWS_EC2_METADATA_DISABLED).toBe('true');
});

test('the working directory is the code', async () => {
  expect((await invoke('index.cwd')).value).toBe(directory);
});

test('code may be named from where the tool runs, as the server does by default', async () => {
  const code = { directory: relative(process.cwd(), directory) };
  expect((await invoke('index.cwd', {}, { code })).value).toBe(directory);
});

test('code without packages of its own finds the AWS SDK, its endpoint and the fake credentials', async () => {
  const { value } = await invoke('index.sdk');
  expect(value).toMatchObject({ region: 'eu-west-1', key: 'ASIALOCALSTEPWRIGHT0' });
});

test('so does an ES module', async () => {
  expect((await invoke('sdk.handler')).value).toBe('function');
});

test('NODE_OPTIONS of a function is its own affair', async () => {
  const { value, functionError } = await invoke(
    'index.env',
    {},
    { environment: { NODE_OPTIONS: '--enable-source-maps --max-old-space-size=64' } },
  );
  expect(functionError).toBeUndefined();
  expect(value.NODE_OPTIONS).toBe('--enable-source-maps --max-old-space-size=64');
});

test.each(['layered.handler', 'layered-esm.handler'])(
  '%s finds the packages of layers, and without the layer it does not',
  async (handler) => {
    expect((await invoke(handler, {}, { layers: [join(directory, 'layer')] })).value).toBe('from the layer');
    expect((await invoke(handler)).functionError).toBe('Unhandled');
  },
);

describe('the URL of a queue among the variables', () => {
  const queue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs';

  test('leads to where SQS is served: SDKs send messages to the host of the URL', () => {
    const served = { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9000' };
    expect(withQueuesHere({ QUEUE: queue, OTHER: 'https://example.com/123456789012/jobs' }, served)).toEqual({
      QUEUE: 'http://127.0.0.1:9000/123456789012/jobs',
      OTHER: 'https://example.com/123456789012/jobs',
    });
    expect(withQueuesHere({ QUEUES: `${queue},${queue}` }, { AWS_ENDPOINT_URL: 'http://localhost:1/' })).toEqual({
      QUEUES: 'http://localhost:1/123456789012/jobs,http://localhost:1/123456789012/jobs',
    });
  });

  test('stays where nothing is served', () => {
    expect(withQueuesHere({ QUEUE: queue }, {})).toEqual({ QUEUE: queue });
  });
});
