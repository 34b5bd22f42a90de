// The context object that a caller of TestState makes up: which members it may have, and of which type.
import { isObject, type Json, type JsonObject } from '../../json';
import { ApiError } from '../api-error';

type MemberType = 'string' | 'number' | 'any';
type Members = { readonly [name: string]: MemberType };

const allowed: { readonly [section: string]: Members } = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/**
 * @param waits whether the state is a .sync or .waitForTaskToken task
 * @throws ApiError ValidationException
 */
export function checkContext(context: Json, waits: boolean): void {
  if (!isObject(context)) throw refused('Context object must be a JSON object');
  for (const [section, value] of Object.entries(context)) {
    if (section === 'Map') throw refused("'Map' field is not supported when mocking a Context object");
    const members = Object.hasOwn(allowed, section) ? allowed[section] : undefined;
    if (members === undefined) throw refused(`Field '${section}' is not allowed`);
    if (section === 'Task' && !waits) {
      throw refused(
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      );
    }
    if (!isObject(value)) throw refused(`${section} must be an object`);
    checkSection(section, value, members);
  }
}

function checkSection(section: string, value: JsonObject, members: Members): void {
  for (const [name, member] of Object.entries(value)) {
    const type = Object.hasOwn(members, name) ? members[name] : undefined;
    if (type === undefined) throw refused(`Field '${name}' is not allowed`);
    if (type !== 'any' && typeof member !== type) throw refused(`${section}.${name} must be a ${type}`);
  }
}

function refused(reason: string): ApiError {
  return new ApiError('ValidationException', `Invalid Context object provided: ${reason}`);
}
