// The rules of cdk-nag's AwsSolutions pack that these constructs break on purpose, each with the reason. They are
// acknowledged at the construct, so that apps that use cdk-nag see only their own findings.
import { AspectPriority, Aspects, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

const reasons = {
  wildcardOnly: {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'X-Ray, log delivery, ecr:GetAuthorizationToken and states:SendTaskSuccess have no resources to name: IAM knows them with * only.',
  },
  runtime: {
    id: 'AwsSolutions-L1',
    reason: 'Handlers are tested on this long-term-support version; `runtime` chooses another one.',
  },
  history: {
    id: 'AwsSolutions-SF1',
    reason:
      'Standard executions keep their whole history for 90 days; only errors are logged besides. `logging` changes it.',
  },
  lastQueue: {
    id: 'AwsSolutions-SQS3',
    reason: 'This queue is the last one: people or a redrive take its messages, and an alarm tells when there are any.',
  },
} as const;

const patterns =
  'Objects below a prefix, qualifiers of a function, executions and jobs exist only when they run; SFN401 and SFN410 prove that each permission is needed.';

/** Acknowledges a rule for a construct and all below it. */
export function acknowledgeNag(construct: IConstruct, ...names: readonly (keyof typeof reasons)[]): void {
  Validations.of(construct).acknowledge(...names.map((name) => reasons[name]));
}

/** Acknowledges that a role is allowed something on all that lies below a prefix. */
export function acknowledgePrefixes(role: IConstruct, ...resources: readonly string[]): void {
  Validations.of(role).acknowledge(
    ...resources.map((resource) => ({
      id: `AwsSolutions-IAM5[Resource::${flat(Stack.of(role).resolve(resource))}]`,
      reason: patterns,
    })),
  );
}

/** Acknowledges the patterns in the policies of a state machine's role, once its states are linked. */
export function acknowledgeTaskPatterns(stateMachine: IConstruct): void {
  const visit = (node: IConstruct) => {
    if (!(node instanceof iam.CfnPolicy)) return;
    const { Statement: statements } = Stack.of(node).resolve(node.policyDocument) as {
      Statement: { Resource: unknown }[];
    };
    const found = new Set(
      statements
        .flatMap(({ Resource }) => [Resource].flat().map(flat))
        .filter((one) => one !== '*' && one.includes('*')),
    );
    Validations.of(node).acknowledge(
      ...[...found].map((pattern) => ({ id: `AwsSolutions-IAM5[Resource::${pattern}]`, reason: patterns })),
    );
  };
  // After the aspect that links the states, before those of cdk-nag.
  Aspects.of(stateMachine).add({ visit }, { priority: AspectPriority.MUTATING + 100 });
}

// cdk-nag writes references as <LogicalId> and <LogicalId.Attribute>, joins them, and gives all else as JSON.
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', '']] = Object.entries(value as object);
  if (name === 'Ref') return `<${argument}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name !== 'Fn::Join') return JSON.stringify(value);
  const [delimiter, parts] = argument as [string, unknown[]];
  return parts.map(flat).join(delimiter);
}
