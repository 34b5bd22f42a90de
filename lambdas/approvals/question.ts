// A question that waits for an answer. Its link is made from the task token, which only the workflow knows: whoever asks
// again for the same token gets the same link. The table knows the link's key by its digest alone, so that nobody who reads
// the table can answer.
import { createHash } from 'node:crypto';

export interface Question {
  readonly taskToken: string;
  /** What is asked, a JSON value. */
  readonly question: unknown;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The answer, once there is one. */
  readonly answer?: Answer;
  /** Whether the workflow has got the answer. */
  readonly delivered?: boolean;
}

export interface Answer {
  readonly approved: boolean;
  readonly reason?: string;
  /** Who answered, if an authorizer of the API told. */
  readonly by?: string;
}

/** Key of a question: 256 bits that nobody can guess, fit for a URL. */
export function keyOf(taskToken: string): string {
  return createHash('sha256').update(`approval\n${taskToken}`).digest('base64url');
}

/** What the table knows of a key. */
export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
