// A resource in front of a collector, and typed reading of its resolved properties. A property of the wrong type reads as
// missing: what AWS would refuse is the business of the checks, not of the reader.
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import type { SourceLocation } from '../model';
import type { ResourceIdentity } from '../model-resources';
import type { Stack } from '../stack';

export interface Subject {
  readonly identity: ResourceIdentity;
  readonly stack: Stack;
  /** What `Ref` gives. */
  readonly ref: string;
  /** Resolved. */
  readonly properties: JsonObject;
  /** As written, `Metadata` of the resource. */
  readonly metadata: JsonObject;
  readonly location: SourceLocation;
}

export function textAt(properties: JsonObject, ...path: readonly string[]): string | undefined {
  const value = at(properties, path);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** Numbers may be written as text in a template. */
export function numberAt(properties: JsonObject, ...path: readonly string[]): number | undefined {
  const value = at(properties, path);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function flagAt(properties: JsonObject, ...path: readonly string[]): boolean {
  const value = at(properties, path);
  return value === true || value === 'true';
}

export function objectAt(properties: JsonObject, ...path: readonly string[]): JsonObject | undefined {
  const value = at(properties, path);
  return isObject(value) ? value : undefined;
}

export function objectsAt(properties: JsonObject, ...path: readonly string[]): readonly JsonObject[] {
  const value = at(properties, path);
  return isArray(value) ? value.filter(isObject) : [];
}

/** A list of texts; a single text counts as a list of one, as IAM and CloudFormation have it. */
export function textsAt(properties: JsonObject, ...path: readonly string[]): readonly string[] {
  const value = at(properties, path);
  if (typeof value === 'string') return [value];
  return isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function at(properties: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = properties;
  for (const key of path) value = isObject(value) ? own(value, key) : undefined;
  return value;
}
