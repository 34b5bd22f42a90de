import { type StateMachineType, validate } from '../../../lib/asl';
import type { Json } from '../../../lib/json';
import type { Fields } from '../machines';

/** What the service would report, in its order: `CODE: message at location`. */
export function reported(definition: Json, type: StateMachineType = 'STANDARD'): string[] {
  return validate(definition, { type }).flatMap(({ aws }) =>
    aws === undefined ? [] : [`${aws.code}: ${aws.message} at ${aws.location ?? 'null'}`],
  );
}

export const schema = (message: string, location: string) => `SCHEMA_VALIDATION_FAILED: ${message} at ${location}`;
export const jsonata: Fields = { QueryLanguage: 'JSONata' };
