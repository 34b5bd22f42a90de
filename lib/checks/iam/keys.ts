// A bucket, table, queue or topic that is encrypted with a customer key needs the key besides the permission for itself.
import type { AnyResource, Assembly } from '../../assembly';
import { own } from '../../json';
import type { Subject } from '../subject';
import { objectOf, textOf } from '../walk';
import { meets } from './glob';
import type { Need } from './need';

/** What a call to a service does with the key of the thing it works on. */
const keyActions: readonly { readonly action: RegExp; readonly key: readonly string[] }[] = [
  { action: /^s3:(Put|Create|Upload|Complete)/, key: ['kms:GenerateDataKey'] },
  { action: /^s3:Get/, key: ['kms:Decrypt'] },
  { action: /^sns:Publish/, key: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  { action: /^sqs:SendMessage/, key: ['kms:GenerateDataKey', 'kms:Decrypt'] },
  { action: /^dynamodb:/, key: ['kms:Decrypt'] },
];

export interface Locked {
  readonly arn: string;
  readonly name: string;
  readonly keyArn: string;
}

/** The keys that other needs imply. */
export function keyNeeds({ assembly }: Pick<Subject, 'assembly'>, needs: readonly Need[]): readonly Need[] {
  const locked = lockedThings(assembly);
  if (locked.length === 0) return [];
  return needs.flatMap((need) =>
    keyActions
      .filter(({ action }) => action.test(need.action))
      .flatMap(({ key }) =>
        locked
          // Only things that are meant for sure: a call on `*` names none of them.
          .filter((thing) => namesThing(need.resource, thing.arn))
          .flatMap((thing) =>
            key.map(
              (action): Need => ({
                ...need,
                action,
                resource: thing.keyArn,
                code: 'SFN403',
                because: `${need.because}, and ${thing.name} is encrypted with a customer key`,
              }),
            ),
          ),
      ),
  );
}

function namesThing(resource: string, arn: string): boolean {
  return resource === arn || resource.startsWith(`${arn}/`);
}

/** What a customer's key encrypts. */
export function lockedThings(assembly: Assembly): readonly Locked[] {
  const things = [...assembly.buckets, ...assembly.tables, ...assembly.queues, ...assembly.topics];
  return things.flatMap((thing) => {
    const key = thing.kmsKeyId === undefined ? undefined : customerKey(assembly, thing.kmsKeyId);
    return key === undefined ? [] : [{ arn: thing.arn, name: thing.name, keyArn: key.arn }];
  });
}

/** The key of the assembly that an id, ARN or alias names; AWS's own keys need no grant. */
function customerKey(assembly: Assembly, id: string): AnyResource | undefined {
  if (id.startsWith('alias/aws/')) return undefined;
  const keys = assembly.resources.filter((resource) => resource.cfnType === 'AWS::KMS::Key');
  const direct = keys.find((key) => key.arn === id || key.ref === id || key.name === id);
  if (direct !== undefined) return direct;
  const alias = assembly.resources.find(
    (resource) =>
      resource.cfnType === 'AWS::KMS::Alias' &&
      (textOf(resource.properties, 'AliasName') === id || resource.arn === id),
  );
  const target = alias === undefined ? undefined : own(alias.properties, 'TargetKeyId');
  return typeof target === 'string' ? keys.find((key) => key.arn === target || key.ref === target) : undefined;
}

/** Whether a key's own policy lets a role use it. */
export function keyPolicyAllows(assembly: Assembly, keyArn: string, roleArn: string, action: string): boolean {
  const key = assembly.resources.find((resource) => resource.cfnType === 'AWS::KMS::Key' && resource.arn === keyArn);
  const statements = key === undefined ? undefined : own(objectOf(key.properties, 'KeyPolicy') ?? {}, 'Statement');
  if (!Array.isArray(statements)) return false;
  return statements.some((statement) => {
    const principal = objectOf(statement, 'Principal');
    const roles = principal === undefined ? [] : [own(principal, 'AWS')].flat();
    const actions = [own(statement, 'Action')].flat();
    return (
      textOf(statement, 'Effect') === 'Allow' &&
      own(statement, 'Condition') === undefined &&
      roles.includes(roleArn) &&
      actions.some((pattern) => typeof pattern === 'string' && meets(pattern.toLowerCase(), action.toLowerCase()))
    );
  });
}
