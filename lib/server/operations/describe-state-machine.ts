import type { Json } from '../../json';
import { isVersion, parseStatesArn, unqualified } from '../../local';
import { definitionShown } from './definition-shown';
import { given, type Operation, seconds } from './operation';

export const describeStateMachine: Operation<'DescribeStateMachine'> = (request, { local }) => {
  const arn = request.stateMachineArn as string;
  parseStatesArn(arn, 'stateMachine');
  const { machine, revision, version } = local.resolve(arn);
  const isQualified = isVersion(unqualified(arn).qualifier);
  return given({
    stateMachineArn: isQualified ? arn : machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    ...definitionShown(revision.definition, request.includedData),
    roleArn: revision.roleArn,
    type: machine.type,
    creationDate: seconds(version?.creationDate ?? machine.creationDate),
    loggingConfiguration: revision.loggingConfiguration as unknown as Json,
    tracingConfiguration: revision.tracingConfiguration as unknown as Json,
    encryptionConfiguration: revision.encryptionConfiguration as unknown as Json,
    revisionId: revision.revisionId,
    description: version?.description,
  });
};
