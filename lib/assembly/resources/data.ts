// Tables, buckets, secrets, parameters, streams and analytics.
import { type Json, own } from '../../json';
import { byName, type Named, type ResourceKinds, textOf } from './kind';

const bucketArn = (resource: Named) => `arn:${resource.partition}:s3:::${resource.name}`;
const tableArn = (resource: Named) => resource.arn('dynamodb', `table/${resource.name}`);

/** AWS: the label is the moment the stream was enabled; any fixed moment does here. */
const streamArn = (resource: Named) => `${tableArn(resource)}/stream/2020-01-01T00:00:00.000`;

const table = {
  nameProperty: 'TableName',
  nameLengthMax: 255,
  arn: tableArn,
  attributes: { StreamArn: streamArn, TableId: (resource: Named) => resource.assigned(32) },
};

/** AWS: six random characters follow a secret's name in its ARN. */
const secretArn = (resource: Named) =>
  resource.arn('secretsmanager', `secret:${resource.name}-${resource.assigned(6)}`);

const glueName = (input: string) => (resource: Named) => {
  const given: Json | undefined = resource.property(input);
  const name =
    typeof given === 'object' && given !== null && !Array.isArray(given)
      ? own(given as { [key: string]: Json }, 'Name')
      : undefined;
  return typeof name === 'string' ? name : resource.name.toLowerCase();
};

export const dataKinds: ResourceKinds = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    nameLengthMax: 63,
    chosenName: (name) => name.toLowerCase().replace(/[^a-z0-9.-]/g, '-'),
    arn: bucketArn,
    attributes: {
      DomainName: (resource) => `${resource.name}.s3.amazonaws.com`,
      RegionalDomainName: (resource) => `${resource.name}.s3.${resource.region}.amazonaws.com`,
      DualStackDomainName: (resource) => `${resource.name}.s3.dualstack.${resource.region}.amazonaws.com`,
      WebsiteURL: (resource) => `http://${resource.name}.s3-website-${resource.region}.amazonaws.com`,
    },
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    arn: secretArn,
    ref: secretArn,
    attributes: { Id: secretArn },
  },
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    nameLengthMax: 1011,
    arn: (resource) => resource.arn('ssm', `parameter${resource.name.startsWith('/') ? '' : '/'}${resource.name}`),
    attributes: { Type: (resource) => textOf(resource, 'Type'), Value: (resource) => textOf(resource, 'Value') },
  },
  'AWS::Kinesis::Stream': {
    nameProperty: 'Name',
    arn: (resource) => resource.arn('kinesis', `stream/${resource.name}`),
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    nameProperty: 'DeliveryStreamName',
    nameLengthMax: 64,
    arn: (resource) => resource.arn('firehose', `deliverystream/${resource.name}`),
  },
  'AWS::Glue::Job': { nameProperty: 'Name', arn: (resource) => resource.arn('glue', `job/${resource.name}`) },
  'AWS::Glue::Crawler': { nameProperty: 'Name', arn: (resource) => resource.arn('glue', `crawler/${resource.name}`) },
  'AWS::Glue::Database': { ref: glueName('DatabaseInput') },
  'AWS::Glue::Table': { ref: glueName('TableInput') },
  'AWS::Athena::WorkGroup': {
    nameProperty: 'Name',
    arn: (resource) => resource.arn('athena', `workgroup/${resource.name}`),
  },
  'AWS::Athena::DataCatalog': {
    nameProperty: 'Name',
    arn: (resource) => resource.arn('athena', `datacatalog/${resource.name}`),
  },
  'AWS::ECR::Repository': {
    nameProperty: 'RepositoryName',
    chosenName: (name) => name.toLowerCase(),
    arn: (resource) => resource.arn('ecr', `repository/${resource.name}`),
    attributes: {
      RepositoryUri: (resource) => `${resource.account}.dkr.ecr.${resource.region}.amazonaws.com/${resource.name}`,
    },
  },
  'AWS::EFS::FileSystem': {
    arn: (resource) => resource.arn('elasticfilesystem', `file-system/fs-${resource.assigned(17)}`),
    ref: (resource) => `fs-${resource.assigned(17)}`,
    attributes: { FileSystemId: (resource) => `fs-${resource.assigned(17)}` },
  },
  'AWS::CodeCommit::Repository': {
    nameProperty: 'RepositoryName',
    arn: (resource) => resource.arn('codecommit', resource.name),
    attributes: { Name: byName },
  },
};
