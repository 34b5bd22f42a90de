// What a task needs besides the action that it is named after.

import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly, codes } from '../../lib/checks';
import { assemblyOf, newStack } from '../constructs/synth';

/** Actions that the role of a machine with one task lacks, if it may do `allowed`. */
function lacks(resource: string, parameters: object, ...allowed: string[]): string[] {
  const stack = newStack('Test', { env: { account: '123456789012', region: 'us-east-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
  if (allowed.length > 0) role.addToPolicy(new iam.PolicyStatement({ actions: allowed, resources: ['*'] }));
  const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true };
  const text = JSON.stringify({ StartAt: 'Task', States: { Task: task } });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(text), role });
  return checkAssembly(assemblyOf(stack))
    .filter(({ code, severity }) => code === 'SFN401' && severity === codes.SFN401.severity)
    .map(({ message }) => /does not allow (\S+ on \S+)/.exec(message)![1]!);
}

test('an SDK call that hands a role to a service has to pass it', () => {
  const role = 'arn:aws:iam::123456789012:role/jobs';
  expect(lacks('aws-sdk:glue:createJob', { Name: 'j', Role: role, Command: {} }, 'glue:*')).toEqual([
    `iam:PassRole on ${role}`,
  ]);
  expect(lacks('aws-sdk:sts:assumeRole', { RoleArn: role, RoleSessionName: 's' }, 'sts:*')).toEqual([]);
});

test.each([
  [
    { WorkgroupName: 'wg' },
    'redshift-serverless:GetCredentials on arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/*',
  ],
  [
    { ClusterIdentifier: 'c' },
    'redshift:GetClusterCredentialsWithIAM on arn:aws:redshift:us-east-1:123456789012:dbname:c/dev',
  ],
  [
    { WorkgroupName: 'wg', SecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:u' },
    'secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:123456789012:secret:u',
  ],
])('a statement in Redshift needs a database user: %j', (where, need) => {
  const parameters = { Sql: 'SELECT 1', Database: 'dev', ...where };
  expect(lacks('aws-sdk:redshiftdata:executeStatement', parameters, 'redshift-data:*')).toEqual([need]);
});

// AWS: "IAM policies for calling Amazon ECS": a policy that names a family without revision does not allow RunTask.
test('a family of task definitions is run with whichever revision is its newest', () => {
  const parameters = { TaskDefinition: 'clean', Cluster: 'c' };
  expect(lacks('ecs:runTask', parameters, 'iam:PassRole')).toEqual([
    'ecs:RunTask on arn:aws:ecs:us-east-1:123456789012:task-definition/clean:*',
  ]);
  const pinned = { TaskDefinition: 'clean:7', Cluster: 'c' };
  expect(lacks('ecs:runTask', pinned, 'iam:PassRole')).toEqual([
    'ecs:RunTask on arn:aws:ecs:us-east-1:123456789012:task-definition/clean:7',
  ]);
});
