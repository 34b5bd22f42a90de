import { App, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Bench, type Execution, expectThat, fail, fromApp, fromDefinition, never } from '../../lib/testing';
import '../../lib/testing/jest';
import { order, orders } from './machines';

const bench = new Bench(fromDefinition(orders, { name: 'Orders' }));
let execution: Execution;
let failed: Execution;
beforeAll(async () => {
  bench.mock('ChargePayment', { Payload: { charged: 240 } });
  bench.mock('ReserveStock', { ok: true });
  bench.mock('CreateLabel', ({ item }) => ({
    Payload: { label: `L-${item?.index}` },
  }));
  bench.mock('ManualApproval', never());
  execution = await bench.run(order);
  bench.mock('ChargePayment', fail('Throttled', 'slow down'));
  failed = await bench.run(order);
});

/** What an assertion says when it does not hold. */
function said(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it holds');
}

test('what holds', async () => {
  expect(execution).toSucceed();
  expect(execution).toSucceedWith(expect.objectContaining({ fulfilled: [{ charged: 240 }, { ok: true }] }));
  expect(execution).toHaveVisited('Fulfil', 'CreateLabel');
  expect(execution).not.toHaveVisited('ManualApproval', 'Rejected');
  expect(execution).toHaveVisitedInOrder('IsLarge', 'ReserveStock', 'ShipItems', 'Done');
  expect(execution).toHaveTaken('IsLarge', 'Fulfil');
  expect(execution).not.toHaveTaken('IsLarge', 'ManualApproval');
  expect(execution).toHaveRetried('ChargePayment', 0);
  expect(execution).toHaveElapsed('1m');
  expect(execution).not.toHaveElapsed('2m');
  expect(execution.state('ChargePayment')).toHaveReceived({ amount: 240 });
  expect(execution.state('ChargePayment')).toHaveReceived(expect.objectContaining({ FunctionName: 'charge' }));
  expect(execution.state('ShipItems#1/CreateLabel')).toHaveReturned({
    label: 'L-1',
  });
  expect(failed).toFailWith('OrderRejected', /said no/);
  expect(failed).toFailWith('OrderRejected', 'said no');
  expect(failed).not.toFailWith('OrderRejected', 'something else');
  expect(failed).toHaveCaught('Fulfil', 'Throttled');
  expect(failed).toHaveRetried('ChargePayment', 3);
  const late = await bench.run({ ...order, total: 5000 });
  expect(late).toHaveTaken('ManualApproval', 'Rejected');
  expect(late).toHaveCaught('ManualApproval', 'States.Timeout');
});

test("jest's own toHaveReturned is still there", () => {
  const mock = jest.fn(() => 1);
  expect(mock).not.toHaveReturned();
  mock();
  expect(mock).toHaveReturned();
});

describe('what is said when it does not hold', () => {
  test('a way that was not taken: the rules, with the values they saw', () => {
    expect(said(() => expect(execution).toHaveTaken('IsLarge', 'ManualApproval'))).toBe(
      [
        'IsLarge did not go to ManualApproval',
        '',
        '  IsLarge went to Fulfil (default). Rules, with the values they saw:',
        '  1   total > 1000   total = 240   false',
        '',
        '  path  IsLarge → Fulfil → ShipItems → Pause → Done   SUCCEEDED',
      ].join('\n'),
    );
  });

  test('a state that was not entered: where it turned', () => {
    expect(said(() => expect(execution).toHaveVisited('ManualApproval'))).toMatch(
      /^ManualApproval was never entered\n\n {2}IsLarge went to Fulfil \(default\)/,
    );
    expect(said(() => expect(execution).not.toHaveVisited('Fulfil'))).toMatch(/^Fulfil was entered\n/);
  });

  test('another outcome', () => {
    expect(said(() => expect(failed).toSucceed())).toBe(
      [
        'Orders ended FAILED',
        '',
        '  error  OrderRejected',
        '  cause  "somebody or something said no"',
        '  state  Rejected',
        `  input  ${JSON.stringify({
          ...order,
          error: { Error: 'Throttled', Cause: 'slow down' },
        })}`,
        '',
        '  path  IsLarge → Fulfil → Rejected   FAILED OrderRejected in Rejected',
      ].join('\n'),
    );
    expect(said(() => expect(execution).toSucceedWith({ total: 241, items: order.items }))).toMatch(
      /total: expected 241, got 240/,
    );
    expect(said(() => expect(execution).toFailWith('X'))).toMatch(/^Orders succeeded, with \{"total":240/);
  });

  test('other retries, with each try', () => {
    const message = said(() => expect(failed).toHaveRetried('ChargePayment', 2));
    expect(message).toMatch(/^ChargePayment was tried again 3 times, not 2\n/);
    expect(message).toMatch(/Fulfil\[0\]\/ChargePayment try 1: failed with Throttled: "slow down", next in 2000 ms/);
    expect(message).toMatch(/retrier 1: Throttled, at most 3 times/);
  });

  test('other data', () => {
    expect(said(() => expect(execution.state('ReserveStock')).toHaveReturned({ ok: false }))).toMatch(
      /ok: expected false, got true/,
    );
    expect(said(() => expect(execution.state('ReserveStock')).toHaveReceived({}))).toMatch(
      /ReserveStock never received \{\}/,
    );
    expect(said(() => expect(execution).toHaveAssigned({ a: 1 }))).toMatch(/a: expected 1, got nothing/);
    expect(said(() => expect(execution).toHaveElapsed('5h'))).toMatch(/^60000 ms passed; "5h" is 18000000 ms/);
    expect(said(() => expect(execution).toHaveCaught('Fulfil', 'X'))).toMatch(
      /^Fulfil caught no X\n\n {2}Fulfil succeeded/,
    );
    expect(said(() => expect(execution).toHaveVisitedInOrder('Done', 'Fulfil'))).toMatch(
      /^"Fulfil" was not entered after Done/,
    );
  });

  test('what was never reached', () => {
    const fresh = new Bench(fromDefinition(orders, { name: 'Untouched' }));
    const message = said(() => expect(fresh).toBeCovered({ catchers: 100 }));
    expect(message).toMatch(/^Untouched is not covered: catchers 0\/2 \(0\.0 %, wanted 100 %\)\. Not reached:/);
    expect(message).toMatch(/Fulfil → Rejected on States\.ALL/);
    expect(fresh.coverage.states).toEqual({ hit: 0, total: 10, percent: 0 });
  });

  test('what was given instead of an execution', () => {
    expect(said(() => expect(bench.run(order)).toSucceed())).toMatch(/toSucceed\(\) was given a promise \(await it\)/);
    expect(said(() => expect(execution).toHaveReceived({}))).toMatch(
      /give it what a state did: execution\.state\('Name'\)/,
    );
    expect(said(() => expect(execution.state('Rejected').last))).toMatch(
      /state "Rejected" was never entered\n {2}path/,
    );
    expect(said(() => execution.state('Rejcted'))).toMatch(/did you mean "Rejected"/);
  });

  test('the line of the CDK program that made the state, and variables in JSONata', async () => {
    const stack = new Stack(new App(), 'Orders');
    const small = sfn.Pass.jsonata(stack, 'Small');
    const choice = sfn.Choice.jsonata(stack, 'IsLarge')
      .when(sfn.Condition.jsonata('{% $total > 1000 and $states.input.kind = "b2b" %}'), new sfn.Fail(stack, 'Refused'))
      .otherwise(small);
    const start = sfn.Pass.jsonata(stack, 'Start', { assign: { total: 240 } });
    new sfn.StateMachine(stack, 'Machine', {
      definitionBody: sfn.DefinitionBody.fromChainable(start.next(choice)),
      queryLanguage: sfn.QueryLanguage.JSONATA,
    });
    const result = await new Bench(fromApp(stack)).run({ kind: 'b2b' });
    expect(said(() => expect(result).toHaveTaken('IsLarge', 'Refused'))).toMatch(
      /Rules, with the values they saw: {6}test\/testing\/matchers\.test\.ts:\d+\n {2}1 {3}\$total > 1000 .* {3}\$total = 240, \$states\.input\.kind = "b2b" {3}false/,
    );
  });
});

test('plain assertions, for other runners', () => {
  expectThat(execution).toSucceed();
  expectThat(execution).not.toHaveVisited('Rejected');
  expect(said(() => expectThat(execution).toHaveTaken('IsLarge', 'ManualApproval'))).toMatch(/total = 240/);
  expect(said(() => expectThat(execution).not.toSucceed())).toMatch(/Orders succeeded/);
});

test('a snapshot holds the transcript', () => {
  expect(execution).toMatchInlineSnapshot(`
    Orders  SUCCEEDED  1 min 0 s  9 transitions
          0 ms  input {"items":[{"sku":"A-1"},{"sku":"B-7"}],"total":240}
          0 ms  IsLarge  default → Fulfil
          0 ms  Fulfil  Parallel
          0 ms    [0]
          0 ms      ChargePayment  lambda:invoke {"amount":240} → {"charged":240}
          0 ms    [1]
          0 ms      ReserveStock  arn:aws:lambda:us-east-1:123456789012:function:reserve {"items":[{"sku":"A-1"},{"sku":"B-7"}],"total":240} → {"ok":true}
          0 ms  ShipItems  Map, 2 items
          0 ms    #0
          0 ms      CreateLabel  lambda:invoke {"sku":"A-1"} → {"label":"L-0"}
          0 ms    #1
          0 ms      CreateLabel  lambda:invoke {"sku":"B-7"} → {"label":"L-1"}
          0 ms  Pause  waited 1 min 0 s
     1 min 0 s  Done
     1 min 0 s  output {"fulfilled":[{"charged":240},{"ok":true}],"items":[{"sku":"A-1"},{"sku":"B-7"}]… (136 characters)
  `);
  expect(String(execution)).toBe(execution.transcript);
});
