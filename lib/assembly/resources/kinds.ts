// All types whose names this reader knows how to form.
import { computeKinds } from './compute';
import { dataKinds } from './data';
import { foundationKinds } from './foundation';
import type { ResourceKind } from './kind';
import { messagingKinds } from './messaging';

const kinds: ReadonlyMap<string, ResourceKind> = new Map(
  [computeKinds, messagingKinds, dataKinds, foundationKinds].flatMap((table) => Object.entries(table)),
);

/** The kind of a CloudFormation type, or undefined for one that is not in the tables. */
export function kindOf(cfnType: string): ResourceKind | undefined {
  return kinds.get(cfnType);
}
