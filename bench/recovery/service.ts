// The server under test, as a process that can be killed, and calls of its API.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly [member: string]: unknown;
}

/** Nobody knows whether the request was carried out. */
export class ConnectionLost extends Error {}

/** The service answered with an error. */
export class ServiceRefused extends Error {
  readonly type: string;
  constructor(operation: string, type: string, message: string) {
    super(`${operation}: ${type}: ${message}`);
    this.type = type;
  }
}

export class Service {
  /** How often it was started. */
  life = 0;
  /** Milliseconds from spawn to the line that names the address, of every start that came so far. */
  readonly startUps: number[] = [];
  stderr = '';
  readonly #command: () => readonly string[];
  #process: ChildProcess | undefined;
  #agent = new Agent({ keepAlive: true });
  #url: URL | undefined;
  #waiting: (() => void)[] = [];

  /** @param command program and arguments */
  constructor(command: () => readonly string[]) {
    this.#command = command;
  }

  /** Starts it; settles when it listens, or was killed before. */
  start(): Promise<boolean> {
    const [program = '', ...args] = this.#command();
    const began = performance.now();
    this.life++;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    this.stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      this.stderr = (this.stderr + data.toString()).slice(-4000);
    });
    return new Promise((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
        const url = /Step Functions on (\S+)/.exec(output)?.[1];
        if (url === undefined || this.#url !== undefined) return;
        this.startUps.push(performance.now() - began);
        this.#url = new URL(url);
        for (const waiter of this.#waiting.splice(0)) waiter();
        resolve(true);
      });
      child.once('exit', (code, signal) => {
        if (signal === 'SIGKILL') resolve(false);
        else if (code !== 0) reject(new Error(`the server ended with ${code ?? signal}: ${this.stderr}`));
      });
    });
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Where it listens. */
  get url(): URL {
    if (this.#url === undefined) throw new Error('the server is down');
    return this.#url;
  }

  /** Processor time that it has taken, its threads included; Linux tells it in steps of 10 ms. */
  get processorMs(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return ((user ?? 0) + (system ?? 0)) * 10;
  }

  get running(): boolean {
    return this.#url !== undefined;
  }

  /** Settles as soon as it listens. */
  up(): Promise<void> {
    if (this.#url !== undefined) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#url = undefined;
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true });
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  /** @throws ConnectionLost, ServiceRefused */
  async call(operation: string, body: object): Promise<Answer> {
    const url = this.#url;
    if (url === undefined) throw new ConnectionLost(`${operation}: the server is down`);
    const { status, content } = await this.#post(url, operation, JSON.stringify(body));
    const answer = JSON.parse(content) as Answer;
    if (status !== 200) throw new ServiceRefused(operation, String(answer.__type), String(answer.message));
    return answer;
  }

  #post(url: URL, operation: string, body: string): Promise<{ status: number; content: string }> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': `AWSStepFunctions.${operation}`,
    };
    return new Promise((resolve, reject) => {
      const lost = (error: Error): void => reject(new ConnectionLost(`${operation}: ${error.message}`));
      const sent = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        text(response).then((content) => resolve({ status: response.statusCode ?? 0, content }), lost);
      });
      sent.on('error', lost);
      sent.end(body);
    });
  }
}
