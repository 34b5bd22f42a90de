// A job's work done by a command: it reads the job as JSON and writes members of the job's description as JSON.
import { spawn } from 'node:child_process';
import { isObject, type Json, type JsonObject } from '../../json';
import type { JobBehaviour } from './job';

/** The services here take any credentials; those of the environment are nothing for a stand-in. */
const pretended = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };
/** How much of what a command says is its reason, in characters. */
const reasonMax = 2000;

/**
 * @param command a line for the shell; it gets `{"action", "state", "id", "parameters"}` on its standard input, and what it
 * writes to its standard output is taken as JSON, nothing as `{}`. When it ends with another code than 0 the job fails with
 * what it wrote to its standard error.
 * @param directory where it runs
 * @param environment variables beside those of this process, whose AWS credentials are replaced
 */
export function commandWork(
  command: string,
  directory: string,
  environment: () => { readonly [name: string]: string },
): NonNullable<JobBehaviour['work']> {
  return async ({ action, state, id, parameters }) => {
    const { code, output, errors } = await run(command, directory, environment(), {
      action,
      state,
      id,
      parameters,
    });
    if (code !== 0) throw new Error(errors.trim().slice(-reasonMax) || `${command} ended with code ${code}`);
    return described(output, command);
  };
}

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(command: string, cwd: string, variables: { readonly [name: string]: string }, job: JsonObject) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(command, { cwd, shell: true, env: { ...process.env, ...pretended, ...variables } });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output, errors: errors || String(signal ?? '') }));
    // A command that does not read what it is given may have closed its input already.
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(job));
  });
}

function described(output: string, command: string): JsonObject {
  if (output.trim() === '') return {};
  let written: Json;
  try {
    written = JSON.parse(output);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`${command} wrote no JSON to its standard output: ${output.trim().slice(0, 200)}`);
  }
  if (!isObject(written)) throw new Error(`${command} has to write a JSON object`);
  return written;
}
