// dynalite without its HTTP server: the same checks and actions, called directly. Tables are in memory. Everything that knows
// how dynalite is laid out (version 4.0.0, pinned) is in this file.
import { createRequire } from 'node:module';
import type { Json, JsonObject } from '../../json';
import { ServiceError } from '../service-error';

interface Validation {
  readonly types: object;
  readonly custom?: object;
}
type Callback = (error: unknown, answer: Json) => void;
type Action = (store: object, request: object, callback: Callback) => void;
interface Dynalite {
  readonly store: object;
  readonly checkTypes: (request: JsonObject, types: object) => object;
  readonly checkValidations: (request: object, types: object, custom: object | undefined, store: object) => void;
  readonly load: (path: string) => unknown;
}

/** Operations that dynalite knows. */
export const dynaliteOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;
export type DynaliteOperation = (typeof dynaliteOperations)[number];

/** Opens an empty database; dynalite is loaded here and not before. */
export function openDynalite(region: string, account: string): Dynalite {
  const load = createRequire(__filename);
  const { create } = load('dynalite/db') as {
    create: (options: object) => { tableDb: { awsAccountId: string; awsRegion: string } };
  };
  const validations = load('dynalite/validations') as Pick<Dynalite, 'checkTypes' | 'checkValidations'>;
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = account;
  store.tableDb.awsRegion = region;
  return { store, checkTypes: validations.checkTypes, checkValidations: validations.checkValidations, load };
}

/** One request; rejects with ServiceError. */
export function callDynalite(dynalite: Dynalite, operation: DynaliteOperation, request: JsonObject): Promise<Json> {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  const validation = dynalite.load(`dynalite/validations/${name}`) as Validation;
  const action = dynalite.load(`dynalite/actions/${name}`) as Action;
  return new Promise((resolve, reject) => {
    try {
      // The checks write into what they are given.
      const checked = dynalite.checkTypes(structuredClone(request), validation.types);
      dynalite.checkValidations(checked, validation.types, validation.custom, dynalite.store);
      action(dynalite.store, checked, (error, answer) => {
        if (error) reject(answered(error));
        // Only what JSON can say: dynalite leaves members undefined.
        else resolve(JSON.parse(JSON.stringify(answer)));
      });
    } catch (error) {
      reject(answered(error));
    }
  });
}

/** dynalite's own errors carry status and body; whatever else goes wrong in it is an internal error of the service. */
function answered(error: unknown): ServiceError {
  if (typeof error !== 'object' || error === null || !('statusCode' in error) || !('body' in error)) {
    const reason = error instanceof Error ? error.message : String(error);
    return new ServiceError('InternalServerError', `The local DynamoDB failed: ${reason}`, { status: 500 });
  }
  const body = error.body as { readonly __type?: string; readonly message?: string; readonly Message?: string };
  const type = (body.__type ?? 'InternalServerError').replace(/^.*#/, '');
  const { __type, message, Message, ...detail } = body;
  const listed = type !== 'ValidationException' && type !== 'SerializationException';
  return new ServiceError(type, message ?? Message ?? '', { status: Number(error.statusCode), listed, detail });
}
