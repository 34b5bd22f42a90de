// Moto's server as an AWS account to deploy to, in a process of its own. It is a Python package that may not be there.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

const modules = join(__dirname, '../../../node_modules');

/** Why moto cannot be used here; undefined if it can. */
export function motoMissing(): string | undefined {
  const imports = 'import moto.server, moto.stepfunctions.parser.models, moto.awslambda.models';
  const { error, status, stderr } = spawnSync('python3', ['-c', imports], { encoding: 'utf8' });
  if (error !== undefined) return `python3 cannot be run: ${error.message}`;
  return status === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? 'moto cannot be imported');
}

export class Moto {
  readonly #process: ChildProcess;
  /** Where it listens. */
  readonly url: string;
  readonly stepFunctions: SFNClient;

  static async start(): Promise<Moto> {
    const child = spawn('python3', [join(__dirname, 'server.py'), modules], { stdio: ['pipe', 'pipe', 'ignore'] });
    for await (const line of createInterface({ input: child.stdout })) return new Moto(child, Number(line));
    throw new Error('moto ended before it listened');
  }

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    // A name, not an address: the SDK puts the names of buckets before it.
    this.url = `http://localhost:${port}`;
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    this.stepFunctions = new SFNClient({ endpoint: this.url, region: 'us-east-1', credentials });
  }

  /** Runs the CDK command line against this account. */
  cdk(...given: string[]): void {
    const { AWS_PROFILE: _, ...rest } = process.env;
    const env = {
      ...rest,
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CI: '1',
    };
    const cdk = join(modules, 'aws-cdk/bin/cdk');
    const done = spawnSync(process.execPath, [cdk, ...given, '--no-notices'], { env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`cdk ${given.join(' ')}\n${done.stdout}${done.stderr}`);
  }

  /** Physical ids of a stack's resources by logical id. */
  async resources(stack: string): Promise<ReadonlyMap<string, string>> {
    const body = new URLSearchParams({ Action: 'DescribeStackResources', StackName: stack, Version: '2010-05-15' });
    const scope = 'x/20260101/us-east-1/cloudformation/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x`;
    const answer = await (await fetch(this.url, { method: 'POST', body, headers: { authorization } })).text();
    const found = answer.matchAll(
      /<LogicalResourceId>([^<]+)<\/LogicalResourceId>\s*<PhysicalResourceId>([^<]+)<\/PhysicalResourceId>/g,
    );
    return new Map([...found].map(([, logicalId, physicalId]) => [logicalId!, physicalId!]));
  }

  async definition(stateMachineArn: string): Promise<string> {
    return (await this.stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition!;
  }

  /** Runs an execution to its end. */
  async run(stateMachineArn: string, name: string, input: unknown) {
    const started = await this.stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    for (;;) {
      const described = await this.stepFunctions.send(
        new DescribeExecutionCommand({ executionArn: started.executionArn }),
      );
      if (described.status !== 'RUNNING') return described;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    this.stepFunctions.destroy();
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin!.end();
    await ended;
  }
}
