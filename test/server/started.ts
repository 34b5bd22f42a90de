// A server for a test file, and clients for it.
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { systemHost } from '../../lib/local';
import { createStack, type Stack, type StackOptions } from '../../lib/server';
import { memoryStore } from '../../lib/store';
import { replayed } from '../engine/replayed';

export const roleArn = 'arn:aws:iam::123456789012:role/test';

export interface Started {
  readonly stack: Stack;
  readonly sfn: SFNClient;
  readonly lambda: LambdaClient;
  close(): Promise<void>;
}

export async function startServer(options: Partial<StackOptions> = {}): Promise<Started> {
  const stack = await createStack({
    host: systemHost({ seed: 7 }),
    store: memoryStore(),
    port: 0,
    activityPollMs: 200,
    ...options,
  });
  replayed(stack.local.driver);
  const client = {
    endpoint: stack.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    disableHostPrefix: true,
  };
  const sfn = new SFNClient(client);
  const lambda = new LambdaClient(client);
  return {
    stack,
    sfn,
    lambda,
    async close() {
      sfn.destroy();
      lambda.destroy();
      await stack.close();
    },
  };
}

/** A definition as text. */
export function machine(states: object, startAt = Object.keys(states)[0] as string, more: object = {}): string {
  return JSON.stringify({ ...more, StartAt: startAt, States: states });
}

/** Asks until the answer is there. */
export async function until<T>(ask: () => Promise<T | undefined>, msMax = 5_000): Promise<T> {
  const end = Date.now() + msMax;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
