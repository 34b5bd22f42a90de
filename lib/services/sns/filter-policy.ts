// Which notifications a subscription lets through.
import { isArray, isObject, type Json, type JsonObject } from '../../json';
import { matches } from '../eventbridge/pattern';
import { object, text } from '../read';
import type { Notification } from './notification';

/** SPEC FilterPolicyScope: the policy looks at the attributes, or at the body. */
export function passes(subscription: ReadonlyMap<string, string>, notification: Notification): boolean {
  const written = subscription.get('FilterPolicy');
  if (written === undefined || written === '' || written === '{}') return true;
  const policy: Json = JSON.parse(written);
  if (!isObject(policy)) return true;
  if (subscription.get('FilterPolicyScope') === 'MessageBody') {
    try {
      return matches(policy, JSON.parse(notification.message));
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  }
  return matches(
    policy,
    Object.fromEntries(
      Object.keys(notification.attributes).map((name) => [name, attributeValue(object(notification.attributes, name))]),
    ),
  );
}

function attributeValue(attribute: JsonObject): Json {
  const value = text(attribute, 'StringValue') ?? '';
  const type = text(attribute, 'DataType') ?? 'String';
  if (type === 'Number') return Number(value);
  if (type !== 'String.Array') return value;
  const array: Json = JSON.parse(value);
  return isArray(array) ? array : value;
}
