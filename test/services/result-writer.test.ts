import type { Json, JsonObject } from '../../lib/json';
import { type ChildResult, type Objects, openWriter } from '../../lib/services';
import { mapRun, store } from './map-harness';

const child = (name: string, output: Json, more: Partial<ChildResult> = {}): ChildResult => ({
  executionArn: `arn:aws:states:us-east-1:123456789012:execution:m/l:${name}`,
  name,
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m/l',
  status: 'SUCCEEDED',
  input: { n: name },
  output,
  error: undefined,
  cause: undefined,
  startDate: 0,
  stopDate: 1000,
  type: 'STANDARD',
  redriveCount: 0,
  redriveDate: undefined,
  ...more,
});

const open = (objects: Objects, config: JsonObject, to: JsonObject = { Bucket: 'data', Prefix: 'results' }) => {
  const writer = openWriter(
    mapRun({ writer: { resource: 'arn:aws:states:::s3:putObject', arguments: to, config } }),
    objects,
  );
  if (writer === undefined) throw new Error('no writer');
  return writer;
};
const folder = 'results/11111111-2222-4333-8444-555555555555';
const file = (objects: Objects, name: string): string =>
  Buffer.from(objects.blobs.read('data', `${folder}/${name}`) ?? '').toString();

test('files and a manifest, in the words of the service', () => {
  const objects = store();
  const writer = open(objects, {});
  writer.add(child('a', { ok: 1 }));
  writer.add(child('b', undefined as unknown as Json, { status: 'FAILED', output: undefined, error: 'E', cause: 'c' }));
  expect(writer.close()).toEqual({
    MapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:m/l:11111111-2222-4333-8444-555555555555',
    ResultWriterDetails: { Bucket: 'data', Key: `${folder}/manifest.json` },
  });
  const succeeded = file(objects, 'SUCCEEDED_0.json');
  expect(JSON.parse(succeeded)).toEqual([
    {
      ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:m/l:a',
      Input: '{"n":"a"}',
      InputDetails: { Included: true },
      Name: 'a',
      Output: '{"ok":1}',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: '1970-01-01T00:00:00.000Z',
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m/l',
      Status: 'SUCCEEDED',
      StopDate: '1970-01-01T00:00:01.000Z',
    },
  ]);
  expect(JSON.parse(file(objects, 'FAILED_0.json'))).toMatchObject([{ Error: 'E', Cause: 'c', Status: 'FAILED' }]);
  expect(JSON.parse(file(objects, 'manifest.json'))).toEqual({
    DestinationBucket: 'data',
    MapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:m/l:11111111-2222-4333-8444-555555555555',
    ResultFiles: {
      FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: file(objects, 'FAILED_0.json').length }],
      PENDING: [],
      SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: succeeded.length }],
    },
  });
});

test.each([
  ['COMPACT', 'JSON', 'SUCCEEDED_0.json', '[[1,2],{"x":3}]'],
  ['FLATTEN', 'JSON', 'SUCCEEDED_0.json', '[1,2,{"x":3}]'],
  ['FLATTEN', 'JSONL', 'SUCCEEDED_0.jsonl', '1\n2\n{"x":3}\n'],
])('Transformation %s, OutputType %s', (Transformation, OutputType, name, text) => {
  const objects = store();
  const writer = open(objects, { Transformation, OutputType });
  writer.add(child('a', [1, 2]));
  writer.add(child('b', { x: 3 }));
  writer.close();
  expect(file(objects, name)).toBe(text);
});

test('a bucket that does not exist fails the writer', () => {
  expect(() => open(store(), {}, { Bucket: 'nowhere' })).toThrow(
    expect.objectContaining({ error: 'States.ResultWriterFailed' }),
  );
});

test('results that stay in the state need no writer', () => {
  expect(openWriter(mapRun({ writer: { resource: undefined, arguments: {}, config: {} } }), store())).toBeUndefined();
});
