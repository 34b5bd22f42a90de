import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Bench, fail, fromDefinition } from '../../lib/testing';
import '../../lib/testing/jest';
import { order, orders } from './machines';

const root = resolve(__dirname, '../..');
// Test runs of other projects begin in here.
jest.setTimeout(60_000);

test('counts states, ways, rules, retriers, catchers and Maps without items', async () => {
  const bench = new Bench(fromDefinition(orders, { name: 'Counted' }));
  bench.mock('ChargePayment', { Payload: {} });
  bench.mock('ReserveStock', {});
  bench.mock('CreateLabel', { Payload: {} });
  await bench.run(order);
  expect(bench.coverage.states).toMatchObject({ hit: 8, total: 10 });
  expect(bench.coverage.choiceRules).toMatchObject({ hit: 1, total: 2 });
  expect(bench.coverage.catchers).toMatchObject({ hit: 0, total: 2 });
  expect(bench.coverage.retriers).toMatchObject({ hit: 0, total: 1 });
  await bench.run({ ...order, items: [] });
  expect(bench.coverage.mapsWithoutItems.percent).toBe(100);
  bench.mock('ChargePayment', fail('Throttled'));
  await bench.run(order);
  expect(bench.coverage.retriers.percent).toBe(100);
  expect(bench).toBeCovered({ retriers: 100, mapsWithoutItems: 100, states: 80 });
  expect(bench).not.toBeCovered({ states: 100 });
  expect(bench.coverage.missed.map(({ text }) => text)).toContain('IsLarge → ManualApproval when total > 1000');
});

test('is kept when a bench is reset, and shared by benches of the same machine', async () => {
  const [left, right] = [0, 1].map(
    () => new Bench(fromDefinition({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }, { name: 'Shared' })),
  );
  await left?.run();
  await left?.reset();
  expect(left).toBeCovered();
  expect(right).toBeCovered();
});

test('states of a distributed Map count, though its children are executions of their own', async () => {
  const bench = new Bench(
    fromDefinition({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'Work',
            States: {
              Work: {
                Type: 'Task',
                Resource: 'arn:aws:states:::lambda:invoke',
                Parameters: { FunctionName: 'w', 'Payload.$': '$' },
                End: true,
              },
            },
          },
          End: true,
        },
      },
    }),
  );
  bench.mock('Work', ({ input }) => input);
  const execution = await bench.run([1, 2, 3]);
  expect(execution).toSucceed();
  expect(execution.state('Work').visits).toHaveLength(3);
  expect(bench).toBeCovered();
});

describe('over the test files of a project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-covered-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const testing = JSON.stringify(join(root, 'lib/testing'));
  const testFile = (input: object) => `
    const { Bench, fromApp } = require(${testing});
    require(${JSON.stringify(join(root, 'lib/testing/jest'))});
    const { App, Stack } = require('aws-cdk-lib');
    const sfn = require('aws-cdk-lib/aws-stepfunctions');
    const { make } = require('../stack');
    test('runs', async () => {
      expect(await new Bench(fromApp(make())).run(${JSON.stringify(input)})).toSucceed();
    });`;

  function project(thresholds: object, inputs: readonly object[]) {
    const here = mkdtempSync(join(folder, 'project-'));
    mkdirSync(join(here, 'test'));
    writeFileSync(
      join(here, 'stack.js'),
      `const { App, Stack } = require(${JSON.stringify(join(root, 'node_modules/aws-cdk-lib'))});
const sfn = require(${JSON.stringify(join(root, 'node_modules/aws-cdk-lib/aws-stepfunctions'))});
exports.make = () => {
  const stack = new Stack(new App(), 'Orders');
  const small = new sfn.Succeed(stack, 'Small');
  const large = new sfn.Succeed(stack, 'Large');
  const choice = new sfn.Choice(stack, 'IsLarge');
  choice.when(sfn.Condition.numberGreaterThan('$.total', 1000), large).otherwise(small);
  new sfn.StateMachine(stack, 'Order', { definitionBody: sfn.DefinitionBody.fromChainable(choice) });
  return stack;
};
`,
    );
    inputs.forEach((input, index) => {
      writeFileSync(
        join(here, `test/part-${index}.test.js`),
        testFile(input).replaceAll("'aws-cdk-lib", `'${root}/node_modules/aws-cdk-lib`),
      );
    });
    const reporter = [join(root, 'lib/testing/reporter.ts'), { html: true, lcov: true, thresholds }];
    const { transform } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).jest;
    const [pattern, [name, options]] = Object.entries(transform)[0] as [string, [string, object]];
    const config = {
      rootDir: here,
      reporters: ['default', reporter],
      transform: { [pattern]: [join(root, 'node_modules', name), options] },
      testMatch: ['**/test/*.test.js'],
    };
    writeFileSync(join(here, 'jest.config.json'), JSON.stringify(config));
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const args = ['--import', 'tsx', jest, '-c', join(here, 'jest.config.json'), '--workers=2'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    return { status, stderr, here };
  }

  test('workers add up: table, page, lcov on the lines of the CDK program', () => {
    const { status, stderr, here } = project({ states: 100, choiceRules: 100 }, [{ total: 1 }, { total: 2000 }]);
    expect(stderr).toMatch(/Order\s+3\/3 100%\s+4\/4 100%\s+2\/2 100%/);
    expect(stderr).toMatch(/Executions: 2/);
    expect(status).toBe(0);
    const lines = readFileSync(join(here, 'coverage/states.lcov'), 'utf8').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^SF:.*stack\.js$/),
        'DA:5,1',
        'DA:6,1',
        'DA:7,2',
        'BRDA:7,0,0,1',
        'BRDA:7,0,1,1',
        'LF:3',
        'LH:3',
      ]),
    );
    expect(readFileSync(join(here, 'coverage/states.html'), 'utf8')).toMatch(/<h2>Orders\/Order<\/h2>[\s\S]*IsLarge/);
  });

  test('thresholds fail the run, and what was not reached is named with its line', () => {
    const { status, stderr } = project({ states: 100 }, [{ total: 1 }]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/not reached: Large .*stack\.js:6/);
    expect(stderr).toMatch(/below its thresholds:\s+Order: states 2\/3 \(66\.7 %, wanted 100 %\)/);
  });
});
