// The world outside the server: the functions that tasks invoke, the owner of task tokens, the activity workers. It outlives
// every kill, so it knows what was really run.
//
// O1  Calls of one chain come in the order of its steps: (redrive, step, retry) never goes back. A step that comes again
//     after a later one has come would be a recorded result that was run again.
// O2  The same step comes twice only if a kill lies between: it was in flight.
// O3  A token whose return was acknowledged is not asked for again after the next start. (Within one life the request may
//     have been under way when the answer to the one before the kill was returned.)
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../lib/engine';
import { activityArn } from './machines';
import { ConnectionLost, type Service, ServiceRefused } from './service';

interface Call {
  readonly chain: string;
  readonly step: number;
  readonly retry: number;
  readonly redrive: number;
  readonly act?: string;
  readonly token?: string;
}

interface LastCall {
  readonly order: number;
  readonly life: number;
}

const activityPollers = 2;
const longestAnswerMs = 40;

export class Outside {
  readonly violations: string[] = [];
  calls = 0;
  /** Calls that came again because a kill had interrupted them. */
  repeated = 0;
  tokensReturned = 0;
  activityTasks = 0;
  /** Polls that a kill interrupted: a task they had been given may wait for its heartbeat. */
  pollsLost = 0;
  readonly #service: Service;
  readonly #random: Random;
  readonly #last = new Map<string, LastCall>();
  readonly #tokens = new Map<string, { lost: boolean; returnedIn: number | undefined }>();
  readonly #server: Server;
  #stopped = false;
  #pollers: Promise<void>[] = [];

  constructor(service: Service, random: Random) {
    this.#service = service;
    this.#random = random;
    this.#server = createServer((request, response) => {
      this.#invoked(request, response).catch((error: unknown) => this.violations.push(`outside: ${String(error)}`));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  startWorkers(): void {
    this.#pollers = Array.from({ length: activityPollers }, () => this.#poll());
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#pollers);
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #note(call: Call): void {
    this.calls++;
    const order = call.redrive * 1e6 + call.step * 1e3 + call.retry;
    const { life } = this.#service;
    const last = this.#last.get(call.chain);
    const what = `${call.chain} step ${call.step} (retry ${call.retry}, redrive ${call.redrive})`;
    if (last !== undefined && order < last.order) this.violations.push(`O1: ${what} was run again after a later step`);
    if (last !== undefined && order === last.order) {
      this.repeated++;
      if (life === last.life) this.violations.push(`O2: ${what} was run twice without a kill between`);
    }
    this.#last.set(call.chain, { order, life });
  }

  /** Lambda's Invoke. */
  async #invoked(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = JSON.parse(await text(request)) as Call;
    this.#note(call);
    if (call.token !== undefined) void this.#return(call.token, call);
    await sleep(this.#random.next() * longestAnswerMs);
    const error = failure(call);
    const body = JSON.stringify(error === undefined ? { chain: call.chain, step: call.step } : error);
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(error === undefined ? {} : { 'x-amz-function-error': 'Unhandled' }),
    });
    response.end(body);
  }

  /** SendTaskSuccess until it is acknowledged. */
  async #return(token: string, { chain, step }: Call): Promise<void> {
    const known = this.#tokens.get(token);
    if (known !== undefined) {
      if (known.returnedIn !== undefined && known.returnedIn < this.#service.life)
        this.violations.push(`O3: ${chain} step ${step} asks for a token that was returned`);
      return;
    }
    const own: { lost: boolean; returnedIn: number | undefined } = { lost: false, returnedIn: undefined };
    this.#tokens.set(token, own);
    await sleep(this.#random.next() * 2 * longestAnswerMs);
    for (;;) {
      try {
        await this.#service.call('SendTaskSuccess', { taskToken: token, output: JSON.stringify({ chain, step }) });
        break;
      } catch (error) {
        if (error instanceof ConnectionLost) own.lost = true;
        else {
          const settledBefore = own.lost && String(error).includes('TaskTimedOut');
          if (!settledBefore) this.violations.push(`token of ${chain} step ${step}: ${String(error)}`);
          break;
        }
      }
      await this.#service.up();
    }
    own.returnedIn = this.#service.life;
    this.tokensReturned++;
  }

  async #poll(): Promise<void> {
    while (!this.#stopped) {
      await this.#service.up();
      try {
        const task = await this.#service.call('GetActivityTask', { activityArn, workerName: 'worker' });
        if (typeof task.taskToken !== 'string') continue;
        const call = JSON.parse(String(task.input)) as Call;
        this.activityTasks++;
        this.#note(call);
        void this.#return(task.taskToken, call);
      } catch (error) {
        if (error instanceof ServiceRefused) this.violations.push(`GetActivityTask: ${error.message}`);
        this.pollsLost++;
      }
    }
  }
}

function failure({ act, retry, redrive }: Call): { errorType: string; errorMessage: string } | undefined {
  if (act === 'failTwice' && retry < 2) return { errorType: 'Flaky', errorMessage: `retry ${retry}` };
  if (act === 'failUntilRedriven' && redrive === 0) return { errorType: 'Broken', errorMessage: 'not redriven yet' };
  return undefined;
}
