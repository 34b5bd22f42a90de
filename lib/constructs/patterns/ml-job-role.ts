import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeNag, acknowledgePrefixes } from '../nag';
import { useOfKey } from '../tasks/with-key';

/** A role for SageMaker jobs: the bucket's prefix, logs, metrics, images. */
export function mlJobRole(scope: Construct, bucket: s3.IBucket, prefix: string): iam.Role {
  const role = new iam.Role(scope, 'JobRole', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [bucket.arnForObjects(`${prefix}/*`)],
    }),
  );
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  for (const use of useOfKey(bucket.encryptionKey, 'kms:Decrypt', 'kms:GenerateDataKey')) role.addToPolicy(use);
  const logGroups = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '/aws/sagemaker/*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const repositories = `arn:${Stack.of(scope).partition}:ecr:*:*:repository/*`;
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [logGroups],
    }),
  );
  // Images may lie in any repository of the account, or in one of AWS's accounts.
  role.addToPolicy(new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }));
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
      resources: [repositories],
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } },
    }),
  );
  acknowledgeNag(role, 'wildcardOnly');
  acknowledgePrefixes(role, bucket.arnForObjects(`${prefix}/*`), logGroups, repositories);
  return role;
}
