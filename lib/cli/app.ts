// From a CDK app to a cloud assembly: runs the app as the CDK CLI does, when its files have changed since the last time.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './errors';
import { readJsonFile } from './files';

/** What the common options say about the app. */
export interface AppOptions {
  readonly app: string | undefined;
  readonly assembly: string | undefined;
}

/** CDK's own validation of templates takes more than a second: `synth` wants it, a run does not. */
export type Thoroughness = 'validated' | 'quick';

const outputDirectory = 'cdk.out';
/** Beside the assembly: what it was made from. */
const stampFile = '.stepwright.json';
/** Folders whose files are no part of the app. */
const skipped = new Set(['node_modules', 'cdk.out', 'dist', 'coverage', '.git', '.stepwright']);
const stderrTailLines = 30;

/**
 * The folder of an up-to-date cloud assembly.
 * @param working called when the app has to run, which takes seconds
 * @throws CommandError when there is no app, or it does not synthesize
 */
export async function assemblyDirectory(
  options: AppOptions,
  working: (command: string) => void,
  thoroughness: Thoroughness = 'quick',
): Promise<string> {
  if (options.assembly !== undefined) {
    if (!existsSync(options.assembly)) throw new CommandError('CLI201', `there is no assembly ${options.assembly}`);
    return options.assembly;
  }
  const { command, context } = appOf(options.app);
  const stamp = createHash('sha256')
    .update(command)
    .update(JSON.stringify(context))
    .update(fingerprint('.'))
    .digest('hex');
  if (!isFresh(stamp, thoroughness)) {
    working(command);
    await synthesize(command, context, thoroughness);
    writeFileSync(join(outputDirectory, stampFile), `${JSON.stringify({ stamp, thoroughness })}\n`);
  }
  return outputDirectory;
}

/** The app's command and context: from --app, or from cdk.json as `cdk init` writes it. */
function appOf(app: string | undefined): { readonly command: string; readonly context: unknown } {
  const settings = existsSync('cdk.json') ? readJsonFile('cdk.json', 'CLI303') : {};
  const { app: configured, context = {} } = settings as { app?: unknown; context?: unknown };
  const command = app ?? configured;
  if (typeof command === 'string') return { command, context };
  throw new CommandError('CLI204', 'there is no CDK app here: no cdk.json with "app" in this folder', {
    hint: 'name a definition file (stepwright run machine.asl.json), or say --app "npx tsx bin/app.ts", or --assembly cdk.out',
  });
}

function isFresh(stamp: string, thoroughness: Thoroughness): boolean {
  const file = join(outputDirectory, stampFile);
  if (!existsSync(file) || !existsSync(join(outputDirectory, 'manifest.json'))) return false;
  const made = JSON.parse(readFileSync(file, 'utf8')) as { stamp?: unknown; thoroughness?: unknown };
  return made.stamp === stamp && (thoroughness === 'quick' || made.thoroughness === 'validated');
}

/** Names, sizes and times of all files of the project: any change shows, and no file has to be read. */
function fingerprint(directory: string): string {
  const facts: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) facts.push(fingerprint(path));
    else if (entry.isFile()) {
      const { size, mtimeMs } = statSync(path);
      facts.push(`${path} ${size} ${mtimeMs}`);
    }
  }
  return facts.join('\n');
}

function synthesize(command: string, context: unknown, thoroughness: Thoroughness): Promise<void> {
  mkdirSync(outputDirectory, { recursive: true });
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: outputDirectory,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      ...(thoroughness === 'quick' && { CDK_VALIDATION: 'false' }),
      CDK_DEFAULT_REGION: process.env.CDK_DEFAULT_REGION ?? 'us-east-1',
      CDK_DEFAULT_ACCOUNT: process.env.CDK_DEFAULT_ACCOUNT ?? '123456789012',
    },
  });
  let said = '';
  const listen = (chunk: Buffer) => {
    said += chunk.toString('utf8');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && existsSync(join(outputDirectory, 'manifest.json'))) resolve();
      else reject(failedSynthesis(command, code, said));
    });
  });
}

function failedSynthesis(command: string, code: number | null, said: string): CommandError {
  const bundling = /✘ \[ERROR\] (.*)/.exec(said);
  const details = relevantLines(said);
  if (bundling?.[1] !== undefined) {
    return new CommandError('CLI304', `a handler does not bundle: ${bundling[1]}`, { details });
  }
  const sentence = /^(?:\w*Error|ValidationError)[^:]*: .*$/m.exec(said)?.[0];
  const reason =
    code === 0 ? 'it wrote no cloud assembly (does it call app.synth()?)' : (sentence ?? `exit code ${code}`);
  return new CommandError('CLI303', `the CDK app does not synthesize: ${reason}`, {
    details,
    hint: `run it yourself to look closer: ${command}`,
  });
}

/** The end of what the app said, without the frames of Node and of dependencies. */
function relevantLines(said: string): string {
  const lines = said
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^\s+at .*(?:node:|node_modules)/.test(line));
  return lines.slice(-stderrTailLines).join('\n');
}
