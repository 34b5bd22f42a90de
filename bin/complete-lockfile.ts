// `npm run lockfile`: adds the optional packages of other platforms that npm left out of package-lock.json. It leaves them
// out when they cannot be fetched (a registry that mirrors only what its users run, or node_modules that was there before),
// and `npm ci` then refuses the file on every machine. They are installed on their own platform only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: { readonly [name: string]: string };
}
interface Lockfile {
  packages: { [path: string]: LockedPackage };
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors: { readonly [word: string]: string } = {
  arm64: 'arm64',
  arm: 'arm',
  x64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  mips64el: 'mips64el',
};

/** `@swc/core-linux-arm-gnueabihf` → linux, arm, glibc. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.map((word) => processors[word]).find((word) => word !== undefined);
  const libc = words.includes('musl') ? 'musl' : os === 'linux' ? 'glibc' : undefined;
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
}

/** The path at which a package that is needed at `from` lies, if it does. */
function found({ packages }: Lockfile, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path] !== undefined) return true;
    if (folder === '') return false;
  }
}

const file = join(resolve(__dirname, '..'), 'package-lock.json');
const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
let added = 0;
for (const [path, { optionalDependencies = {}, dev, peer }] of Object.entries(lockfile.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (found(lockfile, path, name) || !/^\d/.test(version)) continue;
    lockfile.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(dev ? { dev } : {}),
      optional: true,
      ...(peer ? { peer } : {}),
    };
    added++;
  }
}
lockfile.packages = Object.fromEntries(
  Object.entries(lockfile.packages).sort(([a], [b]) => (a === '' ? -1 : b === '' ? 1 : a.localeCompare(b, 'en'))),
);
if (added > 0) writeFileSync(file, `${JSON.stringify(lockfile, undefined, 2)}\n`);
console.log(`${added} optional packages added`);
