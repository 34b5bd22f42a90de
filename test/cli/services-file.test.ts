import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../../lib/services';
import { testWorld } from '../services/harness';
import { stepwright } from './terminal';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-services-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const task = (Resource: string, Parameters: object, more: object = {}) =>
  file('machine.asl.json', {
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource: `arn:aws:states:::${Resource}`, Parameters, End: true, ...more } },
  });
const run = (services: unknown, machine: string, ...more: string[]) =>
  stepwright(['run', machine, '--services', file('services.json', services), ...more]);

describe('stepwright run --services', () => {
  const glue = () => task('glue:startJobRun.sync', { JobName: 'etl' });

  test('says how long a job takes and what it gives', async () => {
    const jobs = { 'glue:startJobRun': { duration: '20m', result: { DPUSeconds: 7 } } };
    const { code, stdout, stderr } = await run({ jobs }, glue());
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ JobRunState: 'SUCCEEDED', ExecutionTime: 1200, DPUSeconds: 7 });
    expect(stderr).toMatch(/✓ Work +20 min 0 s +simulated {2}glue:startJobRun/);
  });

  test('says that a job fails, and why; a state is named more exactly than its action', async () => {
    const jobs = { 'glue:startJobRun': {}, Work: { fails: 'OutOfMemory' } };
    const { code, stderr } = await run({ jobs }, glue());
    expect(code).toBe(1);
    expect(stderr).toContain('States.TaskFailed in Work');
    expect(stderr).toContain('"ErrorMessage":"OutOfMemory"');
  });

  test('lets a command do the work: it reads the job, finds the services, and writes members of the result', async () => {
    const script = file(
      'work.mjs',
      `let text = '';
       for await (const chunk of process.stdin) text += chunk;
       const { action, state, parameters } = JSON.parse(text);
       await fetch(process.env.AWS_ENDPOINT_URL_S3 + '/results/rows.csv', { method: 'PUT', body: 'a,b' });
       console.log(JSON.stringify({ Said: [action, state, parameters.JobName] }));`,
    );
    mkdirSync(join(folder, 'buckets', 'results'), { recursive: true });
    const services = { buckets: 'buckets', jobs: { Work: { command: `node ${JSON.stringify(script)}` } } };
    const { stdout } = await run(services, glue());
    expect(JSON.parse(stdout)).toMatchObject({ JobRunState: 'SUCCEEDED', Said: ['glue:startJobRun', 'Work', 'etl'] });
    expect(readFileSync(join(folder, 'buckets/results/rows.csv'), 'utf8')).toBe('a,b');
  });

  test('a command that ends badly fails the job with what it said', async () => {
    const jobs = { Work: { command: `node -e "console.error('no such column'); process.exit(3)"` } };
    const { code, stderr } = await run({ jobs }, glue());
    expect(code).toBe(1);
    expect(stderr).toContain('"ErrorMessage":"no such column"');
  });

  test('what is no job has a handler too: the invocation of a model', async () => {
    const answer = `process.stdin.on('data', (job) => console.log(JSON.stringify({ Body: { asked: JSON.parse(job).parameters.Body.prompt } })))`;
    const jobs = { 'bedrock:invokeModel': { command: `node ${JSON.stringify(file('model.cjs', answer))}` } };
    const machine = task('bedrock:invokeModel', { ModelId: 'm', Body: { prompt: 'hello' } });
    expect(JSON.parse((await run({ jobs }, machine)).stdout)).toMatchObject({ Body: { asked: 'hello' } });
  });

  test('buckets lie in a folder', async () => {
    mkdirSync(join(folder, 'data/numbers'), { recursive: true });
    writeFileSync(join(folder, 'data/numbers/one.txt'), 'uno');
    const machine = task('aws-sdk:s3:getObject', { Bucket: 'numbers', Key: 'one.txt' });
    expect(JSON.parse((await run({ buckets: 'data' }, machine)).stdout)).toMatchObject({ Body: 'uno' });
  });

  test('names every fault of the file, and starts nothing', async () => {
    const faulty = {
      bucket: 'x',
      jobs: { Work: { duration: '5 minutes', command: 1 } },
      answeredBy: { dynamodb: 'aws' },
      endpoint: 'nowhere',
    };
    const { code, stderr } = await run(faulty, glue());
    expect(code).toBe(2);
    expect(stderr).toContain('CLI106');
    expect(stderr).toContain('/bucket: is not known; there are buckets, jobs, answeredBy, endpoint, endpoints');
    expect(stderr).toContain('/jobs/Work/duration: "5 minutes" is not a duration');
    expect(stderr).toContain('/jobs/Work/command: must be a text');
    expect(stderr).toContain('/answeredBy/dynamodb: must be one of embedded, simulated, pass-through');
    expect(stderr).toContain('/endpoint: must be a URL');
  });

  test.each([
    [{ jobs: { Wrok: { fails: 'x' } } }],
    [{ jobs: { 'glue:startJob': { fails: 'x' } } }],
    [{ answeredBy: { dynamo: 'embedded' } }],
  ])('refuses a name that is no state, no service and no action: %j', async (services) => {
    const { code, stderr } = await run(services, glue());
    expect(code).toBe(2);
    const [name] = Object.keys(Object.values(services)[0] as object);
    expect(stderr).toContain(`names "${name}"`);
  });
});

describe('stepwright run --endpoint', () => {
  test('passes on what is chosen for it, and says so', async () => {
    const elsewhere = createServices({ world: testWorld(), resources: { queues: [{ name: 'there' }] } });
    const { url } = await elsewhere.serve();
    const machine = task('sqs:sendMessage', { QueueUrl: `${url}/123456789012/there`, MessageBody: 'hi' });
    const { code, stderr } = await run({ answeredBy: { sqs: 'pass-through' } }, machine, '--endpoint', url);
    // A state is named more exactly than its service.
    const stays = await run({ answeredBy: { sqs: 'pass-through', Work: 'embedded' } }, machine, '--endpoint', url);
    await elsewhere.close();
    expect(stays.stderr).toContain('SQS.QueueDoesNotExistException');
    expect(code).toBe(0);
    expect(stderr).toMatch(/✓ Work .*pass-through {2}sqs:sendMessage/);
    expect(elsewhere.outbox.sent).toMatchObject([{ service: 'sqs', to: 'there', body: 'hi' }]);
  });

  test('a client package that is missing is named, with what to do', async () => {
    const machine = task('aws-sdk:rekognition:detectLabels', { Image: {} });
    const { stderr } = await stepwright(['run', machine, '--endpoint', 'http://127.0.0.1:9']);
    expect(stderr).toContain('npm install --save-dev @aws-sdk/client-rekognition');
  });

  test('without it nothing leaves this machine', async () => {
    const { code, stderr } = await stepwright(['run', task('aws-sdk:rekognition:detectLabels', { Image: {} })]);
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing here answers aws-sdk:rekognition:detectLabels');
  });
});
