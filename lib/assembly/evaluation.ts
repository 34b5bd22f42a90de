// What an intrinsic function may ask of the stack it stands in. The functions know nothing of manifests and resources,
// the stack knows nothing of single functions.
import type { Json } from '../json';

/** `AWS::NoValue`: the property is not there. Never leaves a resolved document. */
export const noValue = Symbol('AWS::NoValue');
export type Value = Json | typeof noValue;

export interface Evaluation {
  /** Resolves a value of the template. Never throws; what cannot be known becomes a placeholder. */
  resolve(value: Json): Value;
  /** `Ref`, pseudo parameters included. */
  ref(name: string): Value;
  getAtt(logicalId: string, attribute: string): Value;
  condition(name: string): boolean;
  /** A value of `Mappings`, or undefined. */
  mapping(map: string, topLevel: string, secondLevel: string): Value | undefined;
  importValue(name: string): Value;
  /** An output of another stack of the assembly, or undefined. */
  stackOutput(stackName: string, outputName: string): Value | undefined;
  /** `{{resolve:service:reference}}`, or undefined when the value is not part of the assembly. */
  dynamicReference(service: string, reference: string): string | undefined;
  /** Notes why something cannot be known and gives the placeholder for it. */
  unresolved(what: string, why: string): string;
  /** Notes something that could not be decided where no placeholder can stand. */
  note(what: string): void;
  readonly region: string;
}
