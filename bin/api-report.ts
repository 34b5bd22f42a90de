// One report of the public API for every door of package.json: api/<door>.api.md. A change of what users see is a change
// of a file that reviewers see. `npm run api` writes the reports; with --check a difference is an error.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const root = resolve(__dirname, '..');
const types = join(root, 'temp/types');

/** Doors that have code: name of the report, and the declaration file. */
function doors(): (readonly [string, string])[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: { readonly [door: string]: { readonly types: string } | string };
  };
  return Object.entries(exports).flatMap(([door, target]) => {
    if (typeof target === 'string') return [];
    const file = join(types, target.types.replace(/^\.\/dist\//, ''));
    return [[door === '.' ? 'stepwright' : door.slice(2).replaceAll('/', '-'), file] as const];
  });
}

function report(name: string, file: string, check: boolean): boolean {
  if (!existsSync(file)) throw new Error(`package.json exports ${file}, which no source file makes`);
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(root, 'api-extractor.json'),
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: file,
      compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json'), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: join(root, 'api'),
        reportTempFolder: join(root, 'temp/api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  console.log(`${apiReportChanged ? (check ? 'differs' : 'written') : 'same   '}  api/${name}.api.md`);
  return apiReportChanged;
}

const check = process.argv.includes('--check');
const tsc = join(root, 'node_modules/.bin/tsc');
const emit = ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', types];
// Declarations are made in spite of type errors, which are the business of `npm run types`.
spawnSync(tsc, emit, { cwd: root, stdio: 'ignore' });
mkdirSync(join(root, 'temp/api'), { recursive: true });
const changed = doors().filter(([name, file]) => report(name, file, check));
if (check && changed.length > 0) {
  console.error('The public API has changed: run `npm run api`, and say so in a changeset.');
  process.exitCode = 1;
}
