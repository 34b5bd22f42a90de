// TRACE of an HTTP Task. Source: descriptions of inspectionLevel, revealSecrets and InspectionData in the service model.
import { type TestStateRequest, testState } from '../../lib/local';
import { compose, HttpTasks } from '../../lib/services';
import { testWorld } from '../services/harness';
import { service } from './service';

const connectionArn = 'arn:aws:events:us-east-1:123456789012:connection/shop/1';
const http = new HttpTasks(testWorld(), {
  connections: {
    shop: {
      authorization: { type: 'API_KEY', name: 'X-Key', value: 'hush' },
      queryParameters: { tenant: '7' },
      bodyParameters: { pin: '0000' },
    },
  },
  send: async () => ({
    status: 201,
    statusText: 'Created',
    headers: { 'content-type': ['application/json'] },
    body: '{"id":1}',
  }),
});
const definition = JSON.stringify({
  Type: 'Task',
  Resource: 'arn:aws:states:::http:invoke',
  Parameters: {
    ApiEndpoint: 'https://api.example.com/orders',
    Method: 'POST',
    Authentication: { ConnectionArn: connectionArn },
    Headers: { 'x-mine': 'shown' },
    RequestBody: { item: 'a' },
  },
  End: true,
});
const ask = (more: Partial<TestStateRequest>) =>
  testState(service({ performer: () => compose({ answerers: [http] }) }), {
    definition,
    roleArn: 'arn:aws:iam::123456789012:role/r',
    ...more,
  });

test('TRACE shows request and response, without what the connection adds', async () => {
  const { status, inspectionData } = await ask({ inspectionLevel: 'TRACE' });
  expect(status).toBe('SUCCEEDED');
  expect(inspectionData?.request).toEqual({
    protocol: 'https',
    method: 'POST',
    url: 'https://api.example.com/orders',
    headers: expect.stringContaining('x-mine: shown'),
    body: '{"item":"a"}',
  });
  expect(inspectionData?.response).toEqual({
    protocol: 'https',
    statusCode: '201',
    statusMessage: 'Created',
    headers: '[content-type: application/json]',
    body: '{"id":1}',
  });
  expect(JSON.stringify(inspectionData)).not.toMatch(/hush|tenant|0000/);
});

test('revealSecrets shows that, too', async () => {
  const { inspectionData } = await ask({ inspectionLevel: 'TRACE', revealSecrets: true });
  expect(inspectionData?.request).toMatchObject({
    url: 'https://api.example.com/orders?tenant=7',
    headers: expect.stringContaining('x-key: hush'),
    body: '{"item":"a","pin":"0000"}',
  });
});

test('DEBUG shows neither', async () => {
  const { inspectionData } = await ask({ inspectionLevel: 'DEBUG' });
  expect(inspectionData).toHaveProperty('afterParameters');
  expect(inspectionData).not.toHaveProperty('request');
  expect(inspectionData).not.toHaveProperty('response');
});

test('a mocked one sends nothing', async () => {
  const { inspectionData } = await ask({ inspectionLevel: 'TRACE', mock: { result: '{"StatusCode":200}' } });
  expect(inspectionData).toHaveProperty('result', '{"StatusCode":200}');
  expect(inspectionData).not.toHaveProperty('request');
});
