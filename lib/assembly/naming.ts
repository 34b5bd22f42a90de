// Names and ids that AWS would choose at deployment: chosen here, the same at every reading.
import { digest, type Json } from '../json';
import { text } from './intrinsics';
import type { Environment } from './pseudo';
import type { Named, ResourceKind } from './resources/kind';
import { kindOf } from './resources/kinds';

/** A resource with its name and what its kind may ask for. */
export function named(
  { account, region, partition, stackName }: Environment,
  { logicalId, cfnType }: { readonly logicalId: string; readonly cfnType: string },
  property: (name: string) => Json | undefined,
): Named {
  return {
    stack: stackName,
    logicalId,
    account,
    region,
    partition,
    property,
    get name() {
      const kind = kindOf(cfnType) ?? {};
      const given = kind.nameProperty === undefined ? undefined : property(kind.nameProperty);
      return given === undefined ? chosenName(kind, stackName, logicalId, property) : text(given);
    },
    arn: (service, rest) => `arn:${partition}:${service}:${region}:${account}:${rest}`,
    assigned: (length) => assigned(`${account}/${region}/${stackName}/${logicalId}`, length),
  };
}

function chosenName(kind: ResourceKind, stack: string, logicalId: string, property: Named['property']): string {
  const suggestion = `${stack}-${logicalId}`;
  const max = kind.nameLengthMax ?? 128;
  // A digest keeps names apart that differ behind the cut only.
  const short =
    suggestion.length <= max ? suggestion : `${suggestion.slice(0, max - 9)}-${digest(suggestion).slice(-8)}`;
  return kind.chosenName === undefined ? short : kind.chosenName(short, { property });
}

function assigned(seed: string, length: number): string {
  let hex = '';
  for (let round = 0; hex.length < length; round++) hex += digest(`${seed}#${round}`);
  return hex.slice(0, length);
}
