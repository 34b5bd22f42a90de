// What CloudFormation returns for a resource, type by type. A type says how its name, its ARN, its `Ref` and its
// attributes follow from one another; the stack supplies the name and the environment.
import type { Json } from '../../json';

/** A resource as its kind sees it. */
export interface Named {
  readonly stack: string;
  readonly logicalId: string;
  readonly name: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** A resolved property, or undefined. */
  property(name: string): Json | undefined;
  /** `arn:<partition>:<service>:<region>:<account>:<rest>` */
  arn(service: string, rest: string): string;
  /** An id as AWS would choose one: stable for the resource, hexadecimal, of the given length. */
  assigned(length: number): string;
}

export type Attribute = (resource: Named) => string;

export interface ResourceKind {
  /** The property that holds the physical name. Without one the name is always chosen by AWS. */
  readonly nameProperty?: string;
  /** Brings a chosen (not a given) name into the form that the service allows. */
  readonly chosenName?: (suggestion: string, resource: Pick<Named, 'property'>) => string;
  /** The longest name the service allows; longer chosen names are cut and keep a digest. @default 128 */
  readonly nameLengthMax?: number;
  readonly arn?: Attribute;
  /** What `Ref` gives; the name when not said. */
  readonly ref?: Attribute;
  /** `Fn::GetAtt`, besides `Arn`, which is answered by `arn` where there is one. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export type ResourceKinds = Readonly<Record<string, ResourceKind>>;

/** The UUID form of an assigned id. */
export function assignedUuid(resource: Named): string {
  const hex = resource.assigned(32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

/** A property as text; empty when it is not there. */
export function textOf(resource: Named, property: string): string {
  const value = resource.property(property);
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

export const byName: Attribute = (resource) => resource.name;
