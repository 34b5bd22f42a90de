// SPEC RedriveExecution: "the last 10 client tokens", "valid for up to 15 minutes after they are first used".
import { type ExecutionDocument, redriven, redrivenWith } from '../../lib/local/executions/document';

const failed = { status: 'FAILED', redriveCount: 0 } as ExecutionDocument;
const minute = 60_000;

test('the last ten tokens are known', () => {
  let document = failed;
  for (let n = 0; n < 12; n++) document = redriven(document, n, `t${n}`);
  expect(document.redriveCount).toBe(12);
  expect(redrivenWith(document, 't1', 20)).toBeUndefined();
  expect(redrivenWith(document, 't2', 20)).toBe(2);
  expect(redrivenWith(document, 't11', 20)).toBe(11);
});

test('for a quarter of an hour', () => {
  const document = redriven(failed, 0, 't');
  expect(redrivenWith(document, 't', 15 * minute)).toBe(0);
  expect(redrivenWith(document, 't', 15 * minute + 1)).toBeUndefined();
});

test('a redrive without a token forgets none', () => {
  expect(redrivenWith(redriven(redriven(failed, 0, 't'), 1, undefined), 't', 2)).toBe(0);
});
