// Answering a question. Looking at it changes nothing, since mail programs open links by themselves. The first answer
// counts; the same one again is answered alike and delivered again if that had failed, another one is refused.
import { type Answer, digestOf, type Question } from '../question';

/** Where questions are kept, by the digest of their key. */
export interface QuestionStore {
  read(digest: string): Promise<Question | undefined>;
  /** Records an answer unless there is one; tells whether it did. */
  answer(digest: string, answer: Answer): Promise<boolean>;
  /** Records that the workflow has got the answer. */
  delivered(digest: string): Promise<void>;
}

/** What became of a request. */
export type Outcome =
  | { readonly status: 200; readonly question: Question; readonly first: boolean }
  | { readonly status: 404 }
  | { readonly status: 409 | 410; readonly question: Question };

/** Gives the workflow its answer; tells whether it still waited for it. */
export type Deliver = (taskToken: string, answer: Answer) => Promise<boolean>;

/** The question of a key. @param now milliseconds since the epoch */
export async function lookAt(key: string, store: QuestionStore, now: number): Promise<Outcome> {
  const question = await store.read(digestOf(key));
  if (question === undefined) return { status: 404 };
  if (question.answer === undefined && question.expiresAt <= now) return { status: 410, question };
  return { status: 200, question, first: false };
}

/** Answers the question of a key. @param now milliseconds since the epoch */
export async function answerApproval(
  key: string,
  answer: Answer,
  store: QuestionStore,
  deliver: Deliver,
  now: number,
): Promise<Outcome> {
  const seen = await lookAt(key, store, now);
  if (seen.status !== 200) return seen;
  const digest = digestOf(key);
  const first = seen.question.answer === undefined && (await store.answer(digest, answer));
  const question = first ? { ...seen.question, answer } : ((await store.read(digest)) ?? seen.question);
  if (question.answer?.approved !== answer.approved) return { status: 409, question };
  if (question.delivered === true) return { status: 200, question, first: false };
  if (!(await deliver(question.taskToken, question.answer))) return { status: 410, question };
  await store.delivered(digest);
  return { status: 200, question: { ...question, delivered: true }, first };
}
