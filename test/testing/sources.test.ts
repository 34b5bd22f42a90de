import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  Bench,
  fromApp,
  fromAssembly,
  fromDefinition,
  fromFile,
  fromTemplate,
  type MachineSource,
} from '../../lib/testing';
import '../../lib/testing/jest';
import { orders } from './machines';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-sources-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outputOf = async (source: MachineSource) => (await new Bench(source).run({})).output;
const pass = (said: string) => ({ StartAt: 'Say', States: { Say: { Type: 'Pass', Result: said, End: true } } });

function machine(scope: Construct, id: string, said: string) {
  return new sfn.StateMachine(scope, id, {
    definitionBody: sfn.DefinitionBody.fromChainable(
      new sfn.Pass(scope, `${id}Say`, { result: sfn.Result.fromString(said) }),
    ),
  });
}

const app = new App({ outdir: join(folder, 'cdk.out') });
const shop = new Stack(app, 'Shop');
const order = machine(shop, 'Order', 'order');
machine(new Construct(shop, 'Back'), 'Nightly', 'nightly');
const other = new Stack(app, 'Other');
machine(other, 'Order', 'other');

describe('a CDK app that is built in the test', () => {
  test('by name', async () => {
    expect(await outputOf(fromApp(app, 'Nightly'))).toBe('nightly');
    expect(await outputOf(fromApp(app, 'Other/Order'))).toBe('other');
  });

  test('by its stack or its construct, where that holds one machine', async () => {
    expect(await outputOf(fromApp(other))).toBe('other');
    expect(await outputOf(fromApp(order))).toBe('order');
  });

  test('knows where its states were made', () => {
    const place = fromApp(order).places.get('OrderSay');
    expect(place).toEqual({ file: __filename, line: expect.any(Number) });
  });

  test('is found again in its assembly and in its template', async () => {
    expect(await outputOf(fromAssembly(join(folder, 'cdk.out'), 'Nightly'))).toBe('nightly');
    expect(await outputOf(fromTemplate(join(folder, 'cdk.out/Other.template.json')))).toBe('other');
  });

  test.each([
    [
      'a name that fits two machines',
      () => fromApp(app, 'Order'),
      /"Order" fits 2 state machines; write one of Shop\/Order, Other\/Order/,
    ],
    [
      'a name that is wrong',
      () => fromApp(app, 'Nigthly'),
      /There is no state machine "Nigthly". Did you mean "Nightly"/,
    ],
    [
      'a stack with several',
      () => fromApp(shop),
      /there are 2 state machines in Shop\n {2}name one of: Shop\/Order, Nightly/,
    ],
    ['a construct without any', () => fromApp(new Stack(new App(), 'Empty')), /there is no state machine in Empty/],
    ['a construct without an app', () => fromApp({ node: { root: {}, path: 'x' } }), /does not belong to a CDK App/],
    ['a folder that is no assembly', () => fromAssembly(join(folder, 'nowhere')), /nowhere/],
  ])('%s', (_, wrong, message) => {
    expect(wrong).toThrow(message);
  });
});

describe('a template', () => {
  test('of CloudFormation', async () => {
    const Resources = {
      Greeter: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { RoleArn: 'arn:aws:iam::123456789012:role/r', Definition: pass('cloudformation') },
      },
    };
    expect(await outputOf(fromTemplate({ Resources }))).toBe('cloudformation');
    expect(await outputOf(fromTemplate(JSON.stringify({ Resources }), 'Greeter'))).toBe('cloudformation');
  });

  test('of SAM, in YAML', async () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Greeter:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition: ${JSON.stringify(pass('sam'))}
`;
    const source = fromTemplate(text);
    expect(source.type).toBe('EXPRESS');
    expect(await outputOf(source)).toBe('sam');
  });
});

describe('a definition', () => {
  test('as an object, JSON and YAML', async () => {
    expect(await outputOf(fromDefinition(pass('object')))).toBe('object');
    expect(await outputOf(fromDefinition(JSON.stringify(pass('json'))))).toBe('json');
    expect(await outputOf(fromDefinition('StartAt: A\nStates:\n  A: { Type: Pass, Result: yaml, End: true }\n'))).toBe(
      'yaml',
    );
  });

  test('in a file', async () => {
    const file = join(folder, 'greeter.asl.json');
    writeFileSync(file, JSON.stringify(pass('file')));
    const source = fromFile(file, { type: 'EXPRESS' });
    expect(source).toMatchObject({ name: 'greeter', type: 'EXPRESS' });
    expect(await outputOf(source)).toBe('file');
  });

  test.each([
    ['a file that is not there', () => fromFile('none.asl.json'), /there is no file none.asl.json/],
    ['what is neither JSON nor YAML', () => fromDefinition('{"StartAt": '), /would refuse the definition of Machine/],
    ['YAML with a fault', () => fromDefinition('a: [1\nb: }'), /is neither JSON nor YAML/],
  ])('%s', (_, wrong, message) => {
    expect(wrong).toThrow(message);
  });

  test('that AWS would refuse says so when it is asked, and when it is to run', async () => {
    const bench = new Bench(
      fromDefinition({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Shp' }, Ship: { Type: 'Succeed' } } }),
    );
    expect(() => expect(bench).toBeValidDefinition()).toThrow(/no state is named "Shp"/);
    await expect(bench.run({})).rejects.toThrow(/the service would refuse the definition of Machine/);
    expect(new Bench(fromDefinition(orders))).toBeValidDefinition();
  });
});
