import { InvalidToken, SendTaskSuccessCommand, SFNClient, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { putMetrics } from '../../metrics';
import type { Answer } from '../question';
import { pageOf } from './page';
import { QuestionsTable } from './questions-table';
import { type ApiEvent, answerIn, headerOf, keyIn } from './request';
import { answerApproval, lookAt, type Outcome } from './task';

const stepFunctions = new SFNClient({});
const questions = new QuestionsTable();

interface ApiAnswer {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export const handler = async (event: ApiEvent): Promise<ApiAnswer> => {
  const key = keyIn(event);
  const now = Date.now();
  if (key === undefined) return answered(event, { status: 404 });
  if (event.httpMethod !== 'POST') return answered(event, await lookAt(key, questions, now));
  const answer = answerIn(event);
  if ('wrong' in answer) return json(400, { message: answer.wrong });
  const outcome = await answerApproval(key, answer, questions, deliver, now);
  if (outcome.status === 200 && outcome.first) measure(now - outcome.question.askedAt, answer);
  return answered(event, outcome);
};

async function deliver(taskToken: string, answer: Answer): Promise<boolean> {
  try {
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }));
    return true;
  } catch (error) {
    // The workflow gave up waiting, was stopped, or has had its answer.
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
      return false;
    throw error;
  }
}

function measure(age: number, { approved }: Answer): void {
  putMetrics({
    namespace: 'Stepwright/Approvals',
    dimensions: { Approvals: process.env.APPROVALS_NAME! },
    values: {
      ApprovalAge: { value: age, unit: 'Milliseconds' },
      [approved ? 'Approved' : 'Refused']: { value: 1, unit: 'Count' },
    },
  });
}

function answered(event: ApiEvent, outcome: Outcome): ApiAnswer {
  if (headerOf(event, 'accept').includes('text/html')) {
    return { statusCode: outcome.status, headers: headers('text/html; charset=utf-8'), body: pageOf(outcome) };
  }
  if (outcome.status === 404) return json(404, { message: 'there is no such question' });
  const { question, expiresAt, answer } = outcome.question;
  const message = { 409: 'it was answered otherwise', 410: 'the workflow does not wait for an answer any more' };
  return json(outcome.status, {
    ...(outcome.status !== 200 && { message: message[outcome.status] }),
    question,
    expiresAt: new Date(expiresAt).toISOString(),
    ...(answer !== undefined && { answer }),
  });
}

function json(statusCode: number, body: unknown): ApiAnswer {
  return { statusCode, headers: headers('application/json'), body: JSON.stringify(body) };
}

// The address is a secret: it must not be kept by caches, nor told to other sites, nor shown inside of other pages.
function headers(contentType: string): { readonly [name: string]: string } {
  return {
    'Content-Type': contentType,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  };
}
