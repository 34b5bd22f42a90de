// Projects of users, as files: what `cdk init app --language typescript` lays out, with a Step Functions stack that uses
// nothing of ours, and its test written with the testing door.

export interface ConsumerProject {
  readonly name: string;
  /** Packages of this checkout that it has. */
  readonly linked: readonly string[];
  /** Packages installed for it alone. */
  readonly installed: readonly string[];
  readonly files: { readonly [path: string]: string };
  /** The file of its test, which has to stay short. */
  readonly testFile: string;
  readonly command: readonly string[];
}

const stack = (type: string) => `import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';

export class OrderStack extends cdk.Stack {
  constructor(scope${type && `: ${type}`}, id${type && ': string'}) {
    super(scope, id);
    const charge = new lambda.Function(this, 'Charge', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async ({ total }) => ({ charged: total });'),
    });
    const refused = new sfn.Fail(this, 'Refused', { error: 'OrderRefused' });
    const pay = new tasks.LambdaInvoke(this, 'ChargePayment', {
      lambdaFunction: charge,
      outputPath: '$.Payload',
      retryOnServiceExceptions: false,
    });
    pay.addRetry({ errors: ['Throttled'], interval: cdk.Duration.seconds(2), maxAttempts: 3, backoffRate: 2 });
    pay.addCatch(refused, { errors: ['Declined'] });
    const small = new sfn.Choice(this, 'IsSmall')
      .when(sfn.Condition.numberGreaterThan('$.total', 1000), refused)
      .otherwise(pay);
    new sfn.StateMachine(this, 'Order', { definitionBody: sfn.DefinitionBody.fromChainable(small) });
  }
}
`;

const jestTest = `import { App } from 'aws-cdk-lib';
import { Bench, fail, fromApp, sequence } from 'stepwright/testing';
import 'stepwright/testing/jest';
import { OrderStack } from '../lib/order-stack';

const orders = new Bench(fromApp(new OrderStack(new App(), 'Orders')));
test('charges again after a throttle', async () => {
  orders.mock('ChargePayment', sequence(fail('Throttled'), { Payload: { charged: 240 } }));
  const execution = await orders.run({ total: 240 });
  expect(execution).toSucceedWith({ charged: 240 });
  expect(execution).toHaveRetried('ChargePayment', 1);
  expect(execution).toHaveElapsed('2s');
});
`;

const globalsTest = jestTest.replace('import { App }', "import { expect, test } from '@jest/globals';\nimport { App }");

const plainTest = (runner: string, setUp: string) => `${runner}
import { App } from 'aws-cdk-lib';
import { Bench, expectThat, fail, fromApp, install } from 'stepwright/testing';
import { OrderStack } from '../lib/order-stack.mjs';
${setUp}
const orders = new Bench(fromApp(new OrderStack(new App(), 'Orders')));
test('refuses an order when the card is declined', async () => {
  orders.mock('ChargePayment', fail('Declined'));
  const execution = await orders.run({ total: 240 });
  expectThat(execution).toFailWith('OrderRefused');
  expectThat(execution).toHaveCaught('ChargePayment', 'Declined');
});
`;

const patternTest = `import { App, Stack } from 'aws-cdk-lib';
import { OrderProcessing } from 'stepwright';
import { Bench, fail, fromApp } from 'stepwright/testing';
import 'stepwright/testing/jest';
const order = require('../node_modules/stepwright/docs/orders/small.json');

const stack = new Stack(new App(), 'Shop');
new OrderProcessing(stack, 'Orders');
const orders = new Bench(fromApp(stack), { unmocked: 'embedded' });
afterAll(() => orders.reset());
test('a declined card takes the reservation back, and nothing is wrong with the stack', async () => {
  expect(stack).toHaveNoWorkflowFindings();
  orders.mock('AuthorizePayment', fail('PaymentDeclined', 'no'));
  expect(await orders.run(order)).toHaveVisitedInOrder('ReserveItem', 'ReleaseInventory', 'OrderFailed');
});
`;

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    lib: ['es2022'],
    declaration: true,
    strict: true,
    noImplicitReturns: true,
    inlineSourceMap: true,
    inlineSources: true,
    experimentalDecorators: true,
    strictPropertyInitialization: false,
    skipLibCheck: true,
    typeRoots: ['./node_modules/@types'],
  },
  exclude: ['node_modules', 'cdk.out'],
});

const manifest = (more: object = {}) => JSON.stringify({ name: 'orders', version: '0.1.0', private: true, ...more });

const jestConfig = (transform: string) => `module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\\\.tsx?$': ${transform} },
};
`;

const cdk = ['aws-cdk-lib', 'constructs'];
const jest = [...cdk, 'jest', '@jest/globals', 'expect', '@types/jest', '@types/node'];

export const consumerProjects: readonly ConsumerProject[] = [
  {
    name: 'cdk init layout, ts-jest and TypeScript 5, with globals and with @jest/globals',
    linked: cdk,
    // ts-jest looks for parts of jest beside itself.
    installed: ['ts-jest@29.4.15', 'typescript@5.9.3', 'jest@30.5.2', '@types/jest@30.0.0', '@types/node@20.19.43'],
    files: {
      'package.json': manifest(),
      'tsconfig.json': tsconfig,
      'jest.config.js': jestConfig("'ts-jest'"),
      'lib/order-stack.ts': stack('cdk.App'),
      'test/order.test.ts': jestTest,
      'test/globals.test.ts': globalsTest,
    },
    testFile: 'test/order.test.ts',
    command: ['jest/bin/jest.js', '--ci'],
  },
  {
    name: 'cdk init layout, @swc/jest',
    linked: [...jest, '@swc/jest', '@swc/core'],
    installed: [],
    files: {
      'package.json': manifest(),
      'tsconfig.json': tsconfig,
      'jest.config.js': jestConfig("'@swc/jest'"),
      'lib/order-stack.ts': stack('cdk.App'),
      'test/order.test.ts': jestTest,
    },
    testFile: 'test/order.test.ts',
    command: ['jest/bin/jest.js', '--ci', '--reporters=default', '--reporters=stepwright/testing/reporter'],
  },
  {
    name: 'a pattern with its own handlers, @swc/jest',
    linked: [...jest, '@swc/jest', '@swc/core'],
    installed: [],
    files: {
      'package.json': manifest(),
      'tsconfig.json': tsconfig,
      'jest.config.js': jestConfig("'@swc/jest'"),
      'test/order.test.ts': patternTest,
    },
    testFile: 'test/order.test.ts',
    command: ['jest/bin/jest.js', '--ci'],
  },
  {
    name: 'ES modules, vitest',
    linked: cdk,
    installed: ['vitest@3.2.4'],
    files: {
      'package.json': manifest({ type: 'module' }),
      'lib/order-stack.mjs': stack(''),
      'test/order.test.mjs': plainTest("import { expect, test } from 'vitest';", 'install(expect);')
        .replace(/expectThat\(/g, 'expect(')
        .replace('expectThat, ', ''),
    },
    testFile: 'test/order.test.mjs',
    command: ['vitest/vitest.mjs', 'run'],
  },
  {
    name: 'ES modules, node:test',
    linked: cdk,
    installed: [],
    files: {
      'package.json': manifest({ type: 'module' }),
      'lib/order-stack.mjs': stack(''),
      'test/order.test.mjs': plainTest("import { test } from 'node:test';", '').replace(', install', ''),
    },
    testFile: 'test/order.test.mjs',
    command: ['--test'],
  },
];
