import { sdkMemberName, sdkMembers } from '../../lib/integrations';

// Names as the SDK for Java version 2 has them; ChecksumCRC32 and ETag as recorded, DbInstances as published workflows read it.
test.each([
  ['DBInstances', 'DbInstances'],
  ['MD5OfBody', 'Md5OfBody'],
  ['SSEKMSKeyId', 'SsekmsKeyId'],
  ['BOOL', 'Bool'],
  ['NULL', 'Nul'],
  ['SS', 'Ss'],
  ['S', 'S'],
  ['ETag', 'ETag'],
  ['ChecksumCRC32', 'ChecksumCRC32'],
  ['RoleARN', 'RoleARN'],
  ['vpcId', 'VpcId'],
  ['Bucket', 'Bucket'],
])('%s of an API is %s in a state machine', (name, shown) => {
  expect(sdkMemberName(name)).toBe(shown);
});

test('the table has the members whose name changes', () => {
  expect(sdkMembers('rds').shown.get('DBInstanceIdentifier')).toBe('DbInstanceIdentifier');
  expect(sdkMembers('rds').sent.get('DbSnapshotArn')).toBe('DBSnapshotArn');
  // RDS has DBClusterIdentifier in one shape and DbClusterIdentifier in another.
  expect(sdkMembers('rds').shared.has('DbClusterIdentifier')).toBe(true);
  expect(sdkMembers('glue').shown.has('Name')).toBe(false);
  expect(sdkMembers('sfn').shown.size).toBe(0);
});
