// `${…}` replaced by something that fits where it stands.
import { integrations } from '../../lib/integrations';
import { isArray, isObject, type Json, type MutableJsonObject, own, put } from '../../lib/json';

/** @returns the definition as a deployment would make it */
export function filled(value: Json, field = ''): Json {
  return fill(value, field, textsWanted(JSON.stringify(value)));
}

/** Names whose values intrinsic functions take as more than a text: a template of States.Format, a JSON text. */
function textsWanted(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', rest = ''] of text.matchAll(/States\.Format\(\s*\$(?:\.\w+)*\.(\w+)((?:\s*,[^,)]+)*)\)/g))
    found.set(name, 'x {}'.repeat(rest.split(',').length - 1));
  for (const [, name = ''] of text.matchAll(/States\.StringToJson\(\s*\$(?:\.\w+)*\.(\w+)\)/g))
    found.set(name, '{"a":1}');
  return found;
}

function fill(value: Json, field: string, wanted: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') {
    const one = wanted.get(field);
    return one !== undefined && /^\$\{[^}]+\}$/.test(value) ? one : filledText(value, field);
  }
  if (isArray(value)) return value.map((one) => fill(one, field, wanted));
  if (!isObject(value)) return value;
  const made: MutableJsonObject = {};
  for (const key of Object.keys(value)) put(made, key, fill(value[key] as Json, key, wanted));
  const { Resource } = made;
  if (
    own(value, 'Resource') !== Resource &&
    typeof Resource === 'string' &&
    JSON.stringify(value).includes('$$.Task.Token')
  )
    made.Resource = Resource.includes(':states:::')
      ? `${Resource}.waitForTaskToken`
      : 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  return made;
}

const numbers =
  /^(Seconds|TimeoutSeconds|HeartbeatSeconds|MaxConcurrency|MaxItems|.*Percentage|.*Count|MaxItemsPerBatch|.*Index)$/;

function filledText(text: string, field: string): Json {
  const whole = /^\$\{([^}]+)\}$/.exec(text)?.[1];
  if (whole !== undefined && field === 'Resource') return resourceNamed(whole);
  if (whole !== undefined && numbers.test(field)) return 1;
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (/partition/i.test(name)) return 'aws';
    if (/region/i.test(name)) return 'us-east-1';
    if (/account/i.test(name)) return '123456789012';
    return name.replaceAll(/\W/g, '-');
  });
}

/** A placeholder for a whole Resource: its name may tell which integration it stands for. */
function resourceNamed(name: string): string {
  const told = name.toLowerCase().replace('ddb', 'dynamodb');
  const row = integrations.find(({ service, action }) => told.includes(service) && told.includes(action.toLowerCase()));
  if (row !== undefined) return `arn:aws:states:::${row.service}:${row.action}`;
  return `arn:aws:lambda:us-east-1:123456789012:function:${name.replaceAll(/\W/g, '-')}`;
}
