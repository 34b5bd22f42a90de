// Names of jobs that a retry or a redrive finds taken.
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly } from '../../lib/checks';
import { assemblyOf, newStack } from '../constructs/synth';

describe('names of jobs that collide (SFN207)', () => {
  const named = (fields: object, language: 'JSONPath' | 'JSONata' = 'JSONPath') => {
    const stack = newStack('Test', { env: { account: '123456789012', region: 'us-east-1' } });
    const job = { Type: 'Task', Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync', End: true };
    const members = language === 'JSONata' ? { Arguments: fields } : { Parameters: fields };
    const text = JSON.stringify({
      StartAt: 'Train',
      States: { Train: { ...job, ...members, QueryLanguage: language } },
    });
    new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(text) });
    return checkAssembly(assemblyOf(stack)).filter(({ code }) => code === 'SFN207').length;
  };
  test.each([
    { 'TrainingJobName.$': '$$.Execution.Name' },
    { 'TrainingJobName.$': "States.Format('train-{}', $$.Execution.Name)" },
  ])('%j', (fields) => expect(named(fields)).toBe(1));
  test.each([
    { 'TrainingJobName.$': '$.name' },
    { 'TrainingJobName.$': "States.Format('train-{}-{}', $$.Execution.Name, $$.State.RetryCount)" },
    { 'TrainingJobName.$': "States.Format('train-{}', States.UUID())" },
  ])('not %j', (fields) => expect(named(fields)).toBe(0));
  test('in JSONata too', () => {
    expect(named({ TrainingJobName: "{% 'train-' & $states.context.Execution.Name %}" }, 'JSONata')).toBe(1);
    const unique = "{% $states.context.Execution.Name & '-' & $string($states.context.Execution.RedriveCount) %}";
    expect(named({ TrainingJobName: unique }, 'JSONata')).toBe(0);
    expect(named({ TrainingJobName: '{% $name %}' }, 'JSONata')).toBe(0);
  });
});
