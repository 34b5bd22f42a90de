import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import {
  type CreateFunctionInput,
  FunctionRegistry,
  type FunctionRegistryOptions,
  LambdaRuntime,
} from '../../lib/lambda';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const code = (body: string) => zipSync({ 'index.js': strToU8(body) });
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:orders';

function open(options: Partial<FunctionRegistryOptions> = {}) {
  const codeDirectory = mkdtempSync(join(tmpdir(), 'registry-test-'));
  directories.push(codeDirectory);
  let time = Date.UTC(2026, 0, 2, 3, 4, 5);
  const registry = new FunctionRegistry({ codeDirectory, now: () => (time += 1000), ...options });
  const create = (more: Partial<CreateFunctionInput> = {}) =>
    registry.create({
      FunctionName: 'orders',
      Runtime: 'nodejs20.x',
      Role: 'arn:aws:iam::123456789012:role/r',
      Handler: 'index.handler',
      zip: code('exports.handler = async () => 1'),
      ...more,
    });
  return { registry, create, codeDirectory };
}

describe('CreateFunction', () => {
  test('answers with the configuration and its defaults', () => {
    const { create } = open();
    expect(create()).toEqual({
      FunctionName: 'orders',
      FunctionArn: arn,
      Runtime: 'nodejs20.x',
      Role: 'arn:aws:iam::123456789012:role/r',
      Handler: 'index.handler',
      CodeSize: expect.any(Number),
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: '2026-01-02T03:04:06.000+0000',
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: expect.any(String),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/orders' },
    });
  });

  test('refuses a name that is taken', () => {
    const { create } = open();
    create();
    expect(create).toThrow(
      expect.objectContaining({
        name: 'ResourceConflictException',
        statusCode: 409,
        message: 'Function already exist: orders',
      }),
    );
  });

  test.each<[string, Partial<CreateFunctionInput>, string, RegExp]>([
    [
      'a name that is none',
      { FunctionName: 'a b' },
      'ValidationException',
      /Value 'a b' at 'functionName' failed to satisfy constraint/,
    ],
    ['no handler', { Handler: '' }, 'InvalidParameterValueException', /Runtime and Handler are mandatory/],
    ['too little memory', { MemorySize: 64 }, 'ValidationException', /greater than or equal to 128$/],
    ['too long a timeout', { Timeout: 901 }, 'ValidationException', /less than or equal to 900$/],
    [
      'reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x', A: 'b' } } },
      'InvalidParameterValueException',
      /reserved keys.*: AWS_REGION$/,
    ],
    [
      'more than 4 KB of variables',
      { Environment: { Variables: { A: 'x'.repeat(4096) } } },
      'InvalidParameterValueException',
      /exceeded the 4KB limit/,
    ],
    ['code that is no zip', { zip: strToU8('no zip') }, 'InvalidParameterValueException', /Could not unzip/],
  ])('refuses %s', (_, input, name, message) => {
    const { registry, create, codeDirectory } = open();
    expect(() => create(input)).toThrow(expect.objectContaining({ name, message: expect.stringMatching(message) }));
    expect(registry.list()).toEqual([]);
    expect(readdirSync(codeDirectory)).toEqual([]);
  });
});

describe('a function is found by', () => {
  const { registry, create } = open();
  create({ Publish: true });
  registry.createAlias('orders', { Name: 'live', FunctionVersion: '1' });

  test.each([
    ['its name', 'orders', undefined, '$LATEST', arn],
    ['its ARN', arn, undefined, '$LATEST', arn],
    ['a partial ARN', '123456789012:function:orders', undefined, '$LATEST', arn],
    ['name and version', 'orders:1', undefined, '1', `${arn}:1`],
    ['ARN and alias', `${arn}:live`, undefined, '1', `${arn}:live`],
    ['name and qualifier', 'orders', '$LATEST', '$LATEST', `${arn}:$LATEST`],
  ])('%s', (_, reference, qualifier, executedVersion, invokedFunctionArn) => {
    expect(registry.resolve(reference, qualifier)).toMatchObject({ executedVersion, invokedFunctionArn });
  });

  test.each([
    ['another name', 'nobody', `Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody`],
    ['a version that does not exist', 'orders:7', `Function not found: ${arn}:7`],
  ])('not by %s', (_, reference, message) => {
    expect(() => registry.resolve(reference)).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException', statusCode: 404, message }),
    );
  });

  test('not by two qualifiers that differ', () => {
    expect(() => registry.get('orders:1', 'live')).toThrow(/does not match the specified qualifier/);
  });
});

test('UpdateFunctionCode and UpdateFunctionConfiguration change $LATEST, what is not given stays', () => {
  const { registry, create } = open();
  const before = create({ Environment: { Variables: { A: '1' } } });
  const updated = registry.updateConfiguration('orders', { Timeout: 10 });
  expect(updated).toMatchObject({
    Timeout: 10,
    MemorySize: 128,
    Environment: { Variables: { A: '1' } },
    CodeSha256: before.CodeSha256,
  });
  const recoded = registry.updateCode('orders', { zip: code('exports.handler = async () => 2') });
  expect(recoded.CodeSha256).not.toBe(before.CodeSha256);
  expect(recoded).toMatchObject({ Timeout: 10 });
  expect(registry.updateCode('orders', { zip: code('3'), DryRun: true }).CodeSha256).not.toBe(recoded.CodeSha256);
  expect(registry.get('orders').configuration.CodeSha256).toBe(recoded.CodeSha256);
});

test('a RevisionId that is not the latest is refused', () => {
  const { registry, create } = open();
  const { RevisionId } = create();
  registry.updateConfiguration('orders', { Description: 'x', RevisionId });
  expect(() => registry.updateConfiguration('orders', { Description: 'y', RevisionId })).toThrow(
    expect.objectContaining({ name: 'PreconditionFailedException', statusCode: 412 }),
  );
});

describe('versions', () => {
  test('are numbered, keep what they were, and are not repeated without a change', () => {
    const { registry, create } = open();
    create();
    expect(registry.publishVersion('orders')).toMatchObject({ Version: '1', FunctionArn: `${arn}:1` });
    expect(registry.publishVersion('orders').Version).toBe('1');
    registry.updateConfiguration('orders', { Timeout: 20 });
    expect(registry.publishVersion('orders', { Description: 'second' })).toMatchObject({
      Version: '2',
      Timeout: 20,
      Description: 'second',
    });
    expect(registry.get('orders:1').configuration.Timeout).toBe(3);
    expect(registry.listVersions('orders').map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2']);
  });

  test('deleted ones leave a gap; $LATEST and those of an alias stay', () => {
    const { registry, create } = open();
    create({ Publish: true });
    registry.createAlias('orders', { Name: 'live', FunctionVersion: '1' });
    expect(() => registry.delete('orders', '1')).toThrow(
      expect.objectContaining({ name: 'ResourceConflictException' }),
    );
    expect(() => registry.delete('orders', '$LATEST')).toThrow(
      '$LATEST version cannot be deleted without deleting the function.',
    );
    registry.deleteAlias('orders', 'live');
    registry.delete('orders:1');
    registry.updateConfiguration('orders', { Timeout: 9 });
    expect(registry.publishVersion('orders').Version).toBe('2');
  });

  test('a CodeSha256 that is not that of $LATEST is refused', () => {
    const { registry, create } = open();
    create();
    expect(() => registry.publishVersion('orders', { CodeSha256: 'other' })).toThrow(
      /^CodeSHA256 \(other\) is different from current/,
    );
  });
});

describe('aliases', () => {
  const { registry, create } = open();
  create({ Publish: true });
  registry.updateConfiguration('orders', { Timeout: 7 });
  registry.publishVersion('orders');

  test('are created, read, listed, updated and deleted', () => {
    const alias = registry.createAlias('orders', { Name: 'live', FunctionVersion: '1', Description: 'd' });
    expect(alias).toEqual({
      AliasArn: `${arn}:live`,
      Name: 'live',
      FunctionVersion: '1',
      Description: 'd',
      RevisionId: expect.any(String),
    });
    expect(registry.getAlias('orders', 'live')).toEqual(alias);
    expect(registry.updateAlias('orders', 'live', { FunctionVersion: '2' })).toMatchObject({
      FunctionVersion: '2',
      Description: 'd',
    });
    expect(registry.listAliases('orders')).toHaveLength(1);
    registry.deleteAlias('orders', 'live');
    registry.deleteAlias('orders', 'live');
    expect(() => registry.getAlias('orders', 'live')).toThrow(`Cannot find alias arn: ${arn}:live`);
  });

  test('route to a second version by weight', () => {
    registry.createAlias('orders', {
      Name: 'canary',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    });
    const versions = [0, 0.0999, 0.1, 0.99].map(
      (chance) => registry.resolve('orders:canary', undefined, () => chance).executedVersion,
    );
    expect(versions).toEqual(['2', '2', '1', '1']);
  });

  test.each([
    ['a version that does not exist', { Name: 'x', FunctionVersion: '9' }, `Function not found: ${arn}:9`],
    ['a name of digits', { Name: '12', FunctionVersion: '1' }, "Value '12' at 'name' failed to satisfy constraint"],
    ['a name that is taken', { Name: 'canary', FunctionVersion: '1' }, `Alias already exists: ${arn}:canary`],
    [
      'a weight above one',
      { Name: 'y', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { '2': 1.5 } } },
      'weight from 0 to 1',
    ],
  ])('refuse %s', (_, settings, message) => {
    expect(() => registry.createAlias('orders', settings)).toThrow(message);
  });
});

test('DeleteFunction removes everything', () => {
  const { registry, create } = open();
  create({ Publish: true });
  registry.delete('orders');
  expect(() => registry.get('orders')).toThrow(`Function not found: ${arn}`);
  expect(() => registry.delete('orders')).toThrow(`Function not found: ${arn}`);
});

test('every change is told, once the registry has it', () => {
  const told: string[] = [];
  const { registry, create } = open({ changed: (name) => told.push(name) });
  create();
  registry.updateConfiguration('orders', { Timeout: 4 });
  registry.publishVersion('orders');
  registry.setTags('orders', { a: 'b' });
  registry.delete('orders');
  expect(told).toEqual(Array(5).fill('orders'));
});

test('functions of a template are adopted, and an invocation of an alias of theirs works', () => {
  const { registry } = open();
  const definition = {
    functionName: 'adopted',
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:adopted',
    handler: 'index.handler',
    code: { directory: '/somewhere' },
    environment: { A: 'b' },
    timeoutSeconds: 11,
    memorySize: 256,
    logFormat: 'JSON' as const,
  };
  registry.adopt(definition, ['live']);
  const resolved = registry.resolve('arn:aws:lambda:eu-west-1:111122223333:function:adopted:live');
  expect(resolved.definition).toMatchObject({ ...definition, version: '$LATEST' });
  expect(registry.resolve('adopted').definition).toBe(resolved.definition);
  registry.adopt({ ...definition, timeoutSeconds: 12 });
  expect(registry.resolve('adopted').definition.timeoutSeconds).toBe(12);
});

test('a snapshot carries everything over a restart, and code without a function goes', async () => {
  const { registry, create, codeDirectory } = open();
  create({ Publish: true, Tags: { team: 'a' } });
  registry.createAlias('orders', { Name: 'live', FunctionVersion: '1' });
  registry.updateCode('orders', { zip: code('exports.handler = async () => "new"') });
  create({ FunctionName: 'gone', zip: code('exports.handler = async () => "gone"') });
  registry.delete('gone');
  const snapshot = JSON.parse(JSON.stringify(registry.snapshot()));
  const again = new FunctionRegistry({ codeDirectory });
  again.restore(snapshot);
  expect(again.get('orders')).toEqual(registry.get('orders'));
  expect(readdirSync(codeDirectory)).toHaveLength(2);
  const runtime = new LambdaRuntime();
  const payloads = ['orders', 'orders:live'].map((name) =>
    runtime.invoke(again.resolve(name).definition, { payload: '{}' }),
  );
  expect((await Promise.all(payloads)).map(({ payload, executedVersion }) => [payload, executedVersion])).toEqual([
    ['"new"', '$LATEST'],
    ['1', '1'],
  ]);
  await runtime.close();
  expect(existsSync(codeDirectory)).toBe(true);
});
