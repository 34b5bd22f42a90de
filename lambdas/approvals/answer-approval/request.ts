// What came over HTTP, read strictly: a link's key, and an answer as JSON or from the page's form.
import type { Answer } from '../question';

/** The parts of API Gateway's event (payload 1.0) that count here. */
export interface ApiEvent {
  readonly httpMethod: string;
  readonly pathParameters: { readonly key?: string } | null;
  readonly headers: { readonly [name: string]: string } | null;
  readonly body: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: { readonly authorizer?: { readonly principalId?: string } | null };
}

/** Longest reason, in characters. */
const reasonCharactersMax = 1000;

/** The key in the path, if it looks like one. */
export function keyIn({ pathParameters }: ApiEvent): string | undefined {
  const key = pathParameters?.key;
  return key !== undefined && /^[\w-]{43}$/.test(key) ? key : undefined;
}

export function headerOf({ headers }: ApiEvent, name: string): string {
  const found = Object.entries(headers ?? {}).find(([one]) => one.toLowerCase() === name);
  return found?.[1] ?? '';
}

/** The answer in the body, or what is wrong with it. */
export function answerIn(event: ApiEvent): Answer | { readonly wrong: string } {
  const text = event.isBase64Encoded === true ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  const given = headerOf(event, 'content-type').startsWith('application/x-www-form-urlencoded')
    ? fromForm(text)
    : fromJson(text);
  if (given === undefined || typeof given.approved !== 'boolean')
    return { wrong: 'the body must be {"approved": true} or {"approved": false, "reason": "…"}' };
  const { approved, reason } = given;
  if (reason !== undefined && (typeof reason !== 'string' || reason.length > reasonCharactersMax))
    return { wrong: `reason must be a text of at most ${reasonCharactersMax} characters` };
  const by = event.requestContext?.authorizer?.principalId;
  return {
    approved,
    ...(typeof reason === 'string' && reason !== '' && { reason }),
    ...(by !== undefined && { by }),
  };
}

interface Given {
  readonly approved?: unknown;
  readonly reason?: unknown;
}

function fromForm(text: string): Given {
  const form = new URLSearchParams(text);
  const approved = form.get('approved');
  return {
    approved: approved === 'true' ? true : approved === 'false' ? false : undefined,
    reason: form.get('reason') ?? undefined,
  };
}

function fromJson(text: string): Given | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
