// ARNs of Step Functions: taken apart and put together.

export type ArnKind = 'stateMachine' | 'execution' | 'express' | 'mapRun' | 'activity';

/** What every ARN of an account and region has in common. */
export interface ArnBase {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export interface StatesArn extends ArnBase {
  readonly kind: ArnKind;
  /** Of the state machine, or of the activity. */
  readonly name: string;
  /** Of a Map Run and of its children: `SM/LABEL`. */
  readonly label?: string;
  /** Version number or alias of a state machine. */
  readonly qualifier?: string;
  /** Name of an execution. */
  readonly execution?: string;
  /** Of a Map Run, or of an Express execution, whose names may repeat. */
  readonly uuid?: string;
}

/** How many parts follow the name: at least, at most. */
const parts: { readonly [Kind in ArnKind]: readonly [number, number] } = {
  stateMachine: [0, 1],
  execution: [1, 1],
  express: [2, 2],
  mapRun: [1, 1],
  activity: [0, 0],
};

/** The ARN's parts, or undefined for what is no ARN of Step Functions. */
export function parseArn(text: string): StatesArn | undefined {
  const [prefix, partition, service, region, account, kind, named, ...rest] = text.split(':');
  if (prefix !== 'arn' || service !== 'states' || !partition || !region || !account || !named) return undefined;
  if (kind === undefined || !Object.hasOwn(parts, kind)) return undefined;
  const [least, most] = parts[kind as ArnKind];
  if (rest.length < least || rest.length > most || rest.some((part) => part === '')) return undefined;
  const [name = '', label] = named.split('/');
  const [first, second] = rest;
  return {
    partition,
    region,
    account,
    kind: kind as ArnKind,
    name,
    ...(label === undefined ? {} : { label }),
    ...(kind === 'stateMachine' && first !== undefined ? { qualifier: first } : {}),
    ...((kind === 'execution' || kind === 'express') && first !== undefined ? { execution: first } : {}),
    ...(kind === 'express' && second !== undefined ? { uuid: second } : {}),
    ...(kind === 'mapRun' && first !== undefined ? { uuid: first } : {}),
  };
}

/** The text of an ARN; the inverse of parseArn. */
export function formatArn(arn: StatesArn): string {
  const { partition, region, account, kind, name, label, qualifier, execution, uuid } = arn;
  const named = label === undefined ? name : `${name}/${label}`;
  const rest = [qualifier, execution, uuid].filter((part) => part !== undefined);
  return ['arn', partition, 'states', region, account, kind, named, ...rest].join(':');
}

/**
 * The message with which an API action refuses an ARN, or undefined if it has one of the kinds.
 * AWS: a text that is no ARN, and an ARN of another kind, are recorded; the sentence for malformed ones is ours.
 */
export function invalidArnMessage(text: string, kinds: readonly ArnKind[]): string | undefined {
  const [prefix, , , , , kind = ''] = text.split(':');
  if (prefix !== 'arn') return `Invalid Arn: 'Invalid ARN prefix: ${text}'`;
  const arn = parseArn(text);
  if (arn === undefined && !Object.hasOwn(parts, kind)) return `Invalid Arn: 'Invalid ARN: ${text}'`;
  if (!kinds.includes(kind as ArnKind)) return `Invalid Arn: 'Resource type not valid in this context: ${kind}'`;
  return arn === undefined ? `Invalid Arn: 'Invalid ARN: ${text}'` : undefined;
}
