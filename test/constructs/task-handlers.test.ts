import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bundlingReport } from '../../lib/constructs/handlers/handler-code';
import { TaskHandlers } from '../../lib/index';
import { newApp, newStack, resourcesOf, templateOf } from './synth';

const project = mkdtempSync(join(tmpdir(), 'stepwright-project-'));
const home = process.cwd();
const source = (name: string, text: string): string => {
  writeFileSync(join(project, name), text);
  return name;
};

beforeAll(() => {
  mkdirSync(join(project, 'node_modules'));
  writeFileSync(join(project, 'package.json'), '{}');
  source('shared.ts', "export const greeting: string = 'hello';\n");
  source('a.ts', "import { greeting } from './shared';\nexport const handler = async () => greeting;\n");
  source('b.ts', "import { greeting } from './shared';\nexport const handler = async () => greeting.length;\n");
  source(
    'c.ts',
    "import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';\nexport const handler = async () => new DynamoDBClient({}).send(new GetItemCommand({ TableName: 't', Key: {} }));\n",
  );
  process.chdir(project);
});
afterAll(() => {
  process.chdir(home);
  rmSync(project, { recursive: true, force: true });
});

const synthesize = (app: App) => app.synth();
const codeOf = (directory: string, path: string) => readFileSync(join(directory, path, 'index.js'), 'utf8');

describe('one pass for the whole app', () => {
  test('handlers of several stacks are bundled together, and not again when nothing changed', () => {
    const build = () => {
      const app = newApp();
      new TaskHandlers(new Stack(app, 'One'), 'Handlers', { entries: { A: 'a.ts', B: 'b.ts' } });
      new TaskHandlers(new Stack(app, 'Two'), 'Handlers', { entries: { A: 'a.ts', C: 'c.ts' } });
      synthesize(app);
      return bundlingReport(app);
    };
    expect(build()).toMatchObject([{ bundled: 3, fromCache: 0 }]);
    expect(build()).toMatchObject([{ bundled: 0, fromCache: 3 }]);
  });

  test('only the handlers whose sources changed are bundled', () => {
    source('b.ts', "import { greeting } from './shared';\nexport const handler = async () => greeting.length + 1;\n");
    const app = newApp();
    new TaskHandlers(new Stack(app, 'One'), 'Handlers', { entries: { A: 'a.ts', B: 'b.ts' } });
    synthesize(app);
    expect(bundlingReport(app)).toMatchObject([{ bundled: 1, fromCache: 1 }]);
  });

  test('equal output is one asset, in one file with a source map beside it', () => {
    const app = newApp();
    const stack = new Stack(app, 'One');
    new TaskHandlers(stack, 'Handlers', { entries: { A: 'a.ts', Again: 'a.ts' } });
    const { directory } = synthesize(app);
    const functions = resourcesOf(templateOf(stack), 'AWS::Lambda::Function');
    const paths = new Set(functions.map((one) => one.Metadata!['aws:asset:path'] as string));
    expect(paths.size).toBe(1);
    const [path] = [...paths];
    expect(readdirSync(join(directory, path!)).sort()).toEqual(['index.js', 'index.js.map']);
    const map = JSON.parse(readFileSync(join(directory, path!, 'index.js.map'), 'utf8'));
    expect(map.sources).toEqual(['../../a.ts', '../../shared.ts']);
  });

  test('the asset does not depend on where the project lies', () => {
    const hash = () => {
      const app = newApp();
      const stack = new Stack(app, 'One');
      new TaskHandlers(stack, 'Handlers', { entries: { A: 'a.ts' } });
      synthesize(app);
      return resourcesOf(templateOf(stack), 'AWS::Lambda::Function')[0]!.Metadata!['aws:asset:path'];
    };
    const here = hash();
    const elsewhere = mkdtempSync(join(tmpdir(), 'stepwright-other-'));
    for (const name of ['package.json', 'a.ts', 'shared.ts'])
      writeFileSync(join(elsewhere, name), readFileSync(join(project, name)));
    process.chdir(elsewhere);
    try {
      expect(hash()).toBe(here);
    } finally {
      process.chdir(project);
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('a stack that is not asked for is not bundled (aws:cdk:bundling-stacks)', () => {
    const app = newApp({ 'aws:cdk:bundling-stacks': ['Two'] });
    new TaskHandlers(new Stack(app, 'One'), 'Handlers', { entries: { A: 'a.ts' } });
    new TaskHandlers(new Stack(app, 'Two'), 'Handlers', { entries: { B: 'b.ts' } });
    synthesize(app);
    expect(bundlingReport(app).reduce((sum, pass) => sum + pass.bundled + pass.fromCache, 0)).toBe(1);
  });

  test('the SDK stays outside, and what is called through it is noted for the checks', () => {
    const app = newApp();
    const stack = new Stack(app, 'One');
    new TaskHandlers(stack, 'Handlers', { entries: { C: 'c.ts' } });
    const { directory } = synthesize(app);
    const [handler] = resourcesOf(templateOf(stack), 'AWS::Lambda::Function');
    expect(codeOf(directory, handler!.Metadata!['aws:asset:path'] as string)).toContain(
      'require("@aws-sdk/client-dynamodb")',
    );
    expect(handler!.Metadata!['stepwright:calls']).toEqual(['dynamodb:GetItem']);
  });

  test('esbuild options and plugins are open', () => {
    source(
      'plugins.mjs',
      "export default [{ name: 'shout', setup(build) { build.onLoad({ filter: /shared\\.ts$/ }, () => ({ contents: \"export const greeting = 'HELLO'\" })) } }];\n",
    );
    const app = newApp();
    const stack = new Stack(app, 'One');
    new TaskHandlers(stack, 'Handlers', {
      entries: { A: 'a.ts' },
      bundling: { minify: true, sourceMap: false, banner: '/* ours */', pluginsFile: 'plugins.mjs' },
    });
    const { directory } = synthesize(app);
    const [handler] = resourcesOf(templateOf(stack), 'AWS::Lambda::Function');
    const code = codeOf(directory, handler!.Metadata!['aws:asset:path'] as string);
    expect(code.startsWith('/* ours */')).toBe(true);
    expect(code).toContain('HELLO');
    expect(code).not.toContain('sourceMappingURL');
  });
});

describe('each function', () => {
  const stack = newStack();
  let template: ReturnType<typeof templateOf>;
  beforeAll(() => {
    new TaskHandlers(stack, 'Handlers', { entries: { A: 'a.ts' }, environment: { TABLE: 't' } });
    template = templateOf(stack);
  });

  test('runs on arm64 with JSON logs, tracing and source maps', () => {
    expect(resourcesOf(template, 'AWS::Lambda::Function')[0]!.Properties).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: 256,
      LoggingConfig: { LogFormat: 'JSON' },
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps', TABLE: 't' } },
    });
  });

  test('has a role of its own that may write its own log and traces, nothing else', () => {
    const [role] = resourcesOf(template, 'AWS::IAM::Role');
    expect(role!.Properties).not.toHaveProperty('ManagedPolicyArns');
    const [policy] = resourcesOf(template, 'AWS::IAM::Policy');
    expect(policy!.Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [expect.stringContaining('ALogs'), 'Arn'] },
        },
        { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
      ],
    });
  });

  test('has a log group that is kept one month', () => {
    expect(resourcesOf(template, 'AWS::Logs::LogGroup')[0]!.Properties).toMatchObject({ RetentionInDays: 30 });
  });
});

describe('mistakes name construct, file and line', () => {
  test('an entry that does not exist', () => {
    expect(() => new TaskHandlers(newStack(), 'Handlers', { entries: { A: 'nowhere.ts' } })).toThrow(
      /^\[Test\/Handlers\/A\] the handler's entry nowhere\.ts does not exist/,
    );
  });

  test('an entry that does not compile', () => {
    source('broken.ts', 'export const handler = async () => {\n  return 1 +;\n};\n');
    const stack = newStack();
    new TaskHandlers(stack, 'Handlers', { entries: { Fine: 'a.ts', Broken: 'broken.ts' } });
    expect(() => templateOf(stack)).toThrow(
      /^\[Test\/Handlers\/Broken\] the handler broken\.ts does not compile:\s+broken\.ts:2:13: Unexpected ";"/,
    );
  });

  test('an import that is not there, named at the handler that needs it', () => {
    source('lost.ts', "import { x } from './gone';\nexport const handler = async () => x;\n");
    const stack = newStack();
    new TaskHandlers(stack, 'Handlers', { entries: { Fine: 'a.ts', Lost: 'lost.ts' } });
    expect(() => templateOf(stack)).toThrow(
      /^\[Test\/Handlers\/Lost\] .*\s+lost\.ts:1:19: Could not resolve "\.\/gone"/,
    );
  });

  test('a module that does not export the handler', () => {
    source('other.ts', 'export const main = async () => 1;\n');
    const stack = newStack();
    // Where it is added, before anything is bundled.
    expect(() => new TaskHandlers(stack, 'Handlers', { entries: { Other: 'other.ts' } })).toThrow(
      '[Test/Handlers/Other] the handler other.ts does not export "handler"; it exports main.',
    );
  });

  test('a CommonJS module is taken as it is', () => {
    source('plain.js', 'exports.handler = async () => 1;\n');
    const stack = newStack();
    new TaskHandlers(stack, 'Handlers', { entries: { Plain: 'plain.js' } });
    expect(resourcesOf(templateOf(stack), 'AWS::Lambda::Function')).toHaveLength(1);
  });

  test('a runtime that is not Node.js', () => {
    expect(
      () => new TaskHandlers(newStack(), 'Handlers', { entries: { A: 'a.ts' }, runtime: lambda.Runtime.PYTHON_3_12 }),
    ).toThrow('[Test/Handlers] runtime "python3.12" is not a Node.js runtime');
  });

  test('plugins in TypeScript where the project has no loader for it', () => {
    source('plugins.ts', 'export default [];\n');
    const stack = newStack();
    new TaskHandlers(stack, 'Handlers', { entries: { A: 'a.ts' }, bundling: { pluginsFile: 'plugins.ts' } });
    expect(() => templateOf(stack)).toThrow(/plugins\.ts is TypeScript, which needs the package tsx/);
  });

  test('a name that is used twice or not known', () => {
    const handlers = new TaskHandlers(newStack(), 'Handlers', { entries: { A: 'a.ts' } });
    expect(() => handlers.add('A', { entry: 'a.ts' })).toThrow(
      '[Test/Handlers] there is a handler "A" already; handler names are: A.',
    );
    expect(() => handlers.function('B')).toThrow('[Test/Handlers] no handler is named "B"; handler names are: A.');
  });
});
