import { pageOf } from '../../lambdas/approvals/answer-approval/page';
import { type ApiEvent, answerIn, keyIn } from '../../lambdas/approvals/answer-approval/request';
import { answerApproval, lookAt, type QuestionStore } from '../../lambdas/approvals/answer-approval/task';
import { askApproval, mailOf } from '../../lambdas/approvals/ask-approval/task';
import { type Answer, digestOf, keyOf, type Question } from '../../lambdas/approvals/question';
import { metricsLine } from '../../lambdas/metrics';

/** Questions in memory, with the conditions of the table. */
class Memory implements QuestionStore {
  readonly items = new Map<string, Question>();
  async keep(digest: string, question: Question) {
    if (!this.items.has(digest)) this.items.set(digest, question);
  }
  async read(digest: string) {
    return this.items.get(digest);
  }
  async answer(digest: string, answer: Answer) {
    const item = this.items.get(digest);
    if (item === undefined || item.answer !== undefined) return false;
    this.items.set(digest, { ...item, answer });
    return true;
  }
  async delivered(digest: string) {
    this.items.set(digest, { ...this.items.get(digest)!, delivered: true });
  }
}

const token = 'AQCoAAAAKgAAAAMAAAAA-token';
const asked = Date.parse('2026-03-02T09:00:00Z');
const input = { taskToken: token, question: { order: 7 }, expiresInSeconds: 3600 };
const url = 'https://x.test/prod/approvals';

let store: Memory;
let delivered: Answer[];
let waits: boolean;
const deliver = async (_token: string, answer: Answer) => {
  if (waits) delivered.push(answer);
  return waits;
};
const answer = (given: Answer, now = asked + 1000) => answerApproval(keyOf(token), given, store, deliver, now);

const ask = (given: typeof input, at: string, now: number) =>
  askApproval(given, (digest, question) => store.keep(digest, question), at, now);

beforeEach(async () => {
  store = new Memory();
  delivered = [];
  waits = true;
  await ask(input, url, asked);
});

describe('a question', () => {
  test('gets a link that holds 256 bits and not the task token', async () => {
    const { link, expiresAt } = await ask(input, `${url}/`, asked);
    expect(link).toMatch(/^https:\/\/x\.test\/prod\/approvals\/[\w-]{43}$/);
    expect(link).not.toContain(token);
    expect(expiresAt).toBe('2026-03-02T10:00:00.000Z');
  });

  test('gets the same link when it is asked again for the same token, and another one for another token', async () => {
    const again = await ask(input, url, asked + 5);
    const other = await ask({ ...input, taskToken: 'other' }, url, asked);
    expect(again.link).toBe(`${url}/${keyOf(token)}`);
    expect(other.link).not.toBe(again.link);
    expect(store.items.size).toBe(2);
    expect(store.items.get(digestOf(keyOf(token)))?.askedAt).toBe(asked);
  });

  test('lies in the table under a digest, from which the link cannot be made', () => {
    expect([...store.items.keys()]).toEqual([digestOf(keyOf(token))]);
    expect(JSON.stringify([...store.items])).not.toContain(keyOf(token));
  });

  test('is told by mail with question and link', () => {
    const mail = mailOf({ question: { order: 7 }, link: 'https://x.test/k', expiresAt: '2026-03-02T10:00:00.000Z' });
    expect(mail).toContain('"order": 7');
    expect(mail).toContain('Answer here: https://x.test/k');
  });
});

describe('an answer', () => {
  test('is delivered once; the same one again is answered alike', async () => {
    expect(await answer({ approved: true })).toMatchObject({ status: 200, first: true });
    expect(await answer({ approved: true })).toMatchObject({ status: 200, first: false });
    expect(delivered).toEqual([{ approved: true }]);
  });

  test('that says otherwise than the first one is refused', async () => {
    await answer({ approved: true, reason: 'fine' });
    expect(await answer({ approved: false })).toMatchObject({
      status: 409,
      question: { answer: { approved: true, reason: 'fine' } },
    });
    expect(delivered).toHaveLength(1);
  });

  test('of two that come at once the first one counts', async () => {
    const both = await Promise.all([answer({ approved: true }), answer({ approved: false })]);
    expect(both.map(({ status }) => status)).toEqual([200, 409]);
    expect(delivered).toEqual([{ approved: true }]);
  });

  test('that was recorded and not delivered is delivered when it comes again', async () => {
    const failing = async () => {
      throw new Error('throttled');
    };
    await expect(answerApproval(keyOf(token), { approved: true }, store, failing, asked)).rejects.toThrow('throttled');
    expect(await answer({ approved: true })).toMatchObject({ status: 200 });
    expect(delivered).toEqual([{ approved: true }]);
  });

  test('that comes too late, or when the workflow waits no longer, is refused', async () => {
    expect(await answer({ approved: true }, asked + 3_600_000)).toMatchObject({ status: 410 });
    waits = false;
    expect(await answer({ approved: true })).toMatchObject({ status: 410 });
    expect(delivered).toEqual([]);
  });

  test('to a link that somebody made up changes nothing', async () => {
    expect(await answerApproval(keyOf('guessed'), { approved: true }, store, deliver, asked)).toEqual({ status: 404 });
    expect(delivered).toEqual([]);
  });

  test('is not given by looking at the question', async () => {
    expect(await lookAt(keyOf(token), store, asked)).toMatchObject({ status: 200 });
    expect([...store.items.values()][0]?.answer).toBeUndefined();
  });
});

describe('a request', () => {
  const event = (body: string | null, more: Partial<ApiEvent> = {}): ApiEvent => ({
    httpMethod: 'POST',
    pathParameters: { key: keyOf(token) },
    headers: {},
    body,
    ...more,
  });
  const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };

  test.each<[string, ApiEvent, Answer]>([
    ['JSON', event('{"approved": true}'), { approved: true }],
    ['a form', event('reason=too+much&approved=false', form), { approved: false, reason: 'too much' }],
    [
      'Base64',
      event(Buffer.from('{"approved":false}').toString('base64'), { isBase64Encoded: true }),
      { approved: false },
    ],
    [
      'somebody whom an authorizer knows',
      event('{"approved": true}', { requestContext: { authorizer: { principalId: 'kim' } } }),
      { approved: true, by: 'kim' },
    ],
  ])('may come as %s', (_, given, expected) => {
    expect(answerIn(given)).toEqual(expected);
  });

  test.each([
    null,
    '',
    '{',
    '"yes"',
    'null',
    '{"approved": "true"}',
    '{"approved": 1}',
    '{"approved": true, "reason": 7}',
    `{"approved": true, "reason": "${'x'.repeat(1001)}"}`,
  ])('is refused: %s', (body) => {
    expect(answerIn(event(body))).toEqual({ wrong: expect.any(String) });
  });

  test.each([null, {}, { key: 'short' }, { key: `${keyOf(token)}x` }, { key: `../${'a'.repeat(40)}` }])(
    'with the path %j is about no question',
    (pathParameters) => {
      expect(keyIn(event(null, { pathParameters }))).toBeUndefined();
    },
  );
});

describe('the page', () => {
  const question: Question = { taskToken: token, question: { name: '<script>' }, askedAt: asked, expiresAt: asked };

  test('shows the question harmlessly, with two buttons', () => {
    const page = pageOf({ status: 200, question, first: false });
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
    expect(page.match(/<button/g)).toHaveLength(2);
  });

  test('shows the answer instead, once there is one', () => {
    const page = pageOf({
      status: 409,
      question: { ...question, answer: { approved: false, reason: '<b>' } },
    });
    expect(page).toContain('It was refused: &lt;b&gt;.');
    expect(page).not.toContain('<button');
  });

  test.each([
    [{ status: 404 } as const, 'The link is wrong'],
    [{ status: 410, question } as const, 'does not wait for an answer any more'],
  ])('of %j', (outcome, text) => {
    expect(pageOf(outcome)).toContain(text);
  });
});

test('metrics are a line of the embedded metric format', () => {
  const values = { ApprovalAge: { value: 1500, unit: 'Milliseconds' } } as const;
  const line = metricsLine({ namespace: 'N', dimensions: { Approvals: 'Shop/Api' }, values }, 1_772_442_000_000);
  // AWS: "Specification: Embedded metric format".
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 1_772_442_000_000,
      CloudWatchMetrics: [
        { Namespace: 'N', Dimensions: [['Approvals']], Metrics: [{ Name: 'ApprovalAge', Unit: 'Milliseconds' }] },
      ],
    },
    Approvals: 'Shop/Api',
    ApprovalAge: 1500,
  });
});
