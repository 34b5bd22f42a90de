// Installs the packed tarball in projects as users have them and runs their tests there. Prints one line a project; the
// exit code is 1 if one failed. Expects dist/ to be built. `node --import tsx bin/try-consumers.ts [part of a name]`
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type ConsumerProject, consumerProjects } from './consumer-projects';

const root = resolve(__dirname, '..');
const workshop = mkdtempSync(join(tmpdir(), 'stepwright-consumers-'));
/** A test that says something should be no longer. */
const testLinesMax = 15;

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function pack(): string {
  const [report] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', workshop], root),
  ) as [{ readonly filename: string }];
  return join(workshop, report.filename);
}

function lay(project: ConsumerProject, tarball: string, folder: string): void {
  for (const [path, content] of Object.entries(project.files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps', '--no-save'];
  run('npm', ['install', ...quiet, tarball, ...project.installed], folder);
  // Large packages are this checkout's own, because installing aws-cdk-lib again takes a minute.
  for (const name of project.linked) {
    const link = join(folder, 'node_modules', name);
    rmSync(link, { recursive: true, force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
}

function attempt(project: ConsumerProject, tarball: string, index: number): boolean {
  const folder = join(workshop, `project-${index}`);
  const began = performance.now();
  try {
    lay(project, tarball, folder);
    const lines = project.files[project.testFile]?.trim().split('\n').length ?? 0;
    if (lines > testLinesMax) throw new Error(`${project.testFile} has ${lines} lines`);
    const [program = '', ...args] = project.command;
    const isModule = program.includes('/');
    run(process.execPath, [isModule ? join(folder, 'node_modules', program) : program, ...args], folder);
    console.log(`ok      ${project.name} (${lines} lines, ${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    console.log(`FAILED  ${project.name}\n${stdout}\n${stderr || error}`);
    return false;
  }
}

try {
  const [wanted = ''] = process.argv.slice(2);
  const tarball = pack();
  const outcomes = consumerProjects
    .filter(({ name }) => name.includes(wanted))
    .map((project, index) => attempt(project, tarball, index));
  process.exitCode = outcomes.every((outcome) => outcome) ? 0 : 1;
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
