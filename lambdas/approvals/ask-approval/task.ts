import { digestOf, keyOf, type Question } from '../question';

export interface AskInput {
  readonly taskToken: string;
  readonly question: unknown;
  readonly expiresInSeconds: number;
}

/** Keeps a question under the digest of its key, unless it is there already. */
export type KeepQuestion = (digest: string, question: Question) => Promise<void>;

/** What people are told. */
export interface Invitation {
  readonly question: unknown;
  readonly link: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Keeps a question and makes its link. @param now milliseconds since the epoch @param url where links begin */
export async function askApproval(input: AskInput, keep: KeepQuestion, url: string, now: number): Promise<Invitation> {
  const { taskToken, question, expiresInSeconds } = input;
  const key = keyOf(taskToken);
  const expiresAt = now + expiresInSeconds * 1000;
  await keep(digestOf(key), { taskToken, question, askedAt: now, expiresAt });
  return { question, link: `${url.replace(/\/$/, '')}/${key}`, expiresAt: new Date(expiresAt).toISOString() };
}

/** The invitation as a mail. */
export function mailOf({ question, link, expiresAt }: Invitation): string {
  return `Your approval is wanted until ${expiresAt}.\n\n${JSON.stringify(question, null, 2)}\n\nAnswer here: ${link}\n`;
}
