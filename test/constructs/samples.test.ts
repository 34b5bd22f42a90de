// The sample app as a whole: clean under cdk-nag and under our own checks.
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { addSamples } from '../../bin/samples';
import { readAssembly } from '../../lib/assembly';
import { checkAssembly, findingLine } from '../../lib/checks';
import { newApp } from './synth';

/** Why rules of cdk-nag were acknowledged at a construct. */
function reasonsAt(node: IConstruct): string[] {
  return node.node.metadata
    .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap((entry) => Object.entries(entry.data as Record<string, string>))
    .filter(([id]) => id.includes('AwsSolutions'))
    .map(([, reason]) => reason);
}

test('cdk-nag (AwsSolutions) finds nothing that is not answered, and there are at most five reasons', () => {
  const app = newApp();
  addSamples(app);
  app.synth();
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  const reasons = new Set(app.node.findAll().flatMap(reasonsAt));
  expect([...reasons].sort()).toMatchSnapshot();
  expect(reasons.size).toBeLessThanOrEqual(5);
});

test('our own checks have no finding', () => {
  const app = newApp();
  addSamples(app);
  expect(checkAssembly(readAssembly(app.synth().directory)).map(findingLine)).toEqual([]);
});
