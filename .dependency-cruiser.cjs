// Layering is data: which room may use which. The rules below are generated from this table; docs/architecture.md
// explains it. A room is used through its door (index.ts) only.
const rooms = {
  json: [],
  query: ['json'],
  integrations: ['json'],
  asl: ['json', 'query', 'integrations'],
  engine: ['json', 'query', 'asl'],
  history: ['json', 'asl', 'engine'],
  store: ['json', 'engine'],
  lambda: ['json', 'engine'],
  services: ['json', 'query', 'engine', 'integrations', 'lambda'],
  local: ['json', 'query', 'asl', 'engine', 'history', 'store', 'lambda', 'services', 'integrations'],
  server: ['json', 'asl', 'engine', 'history', 'store', 'lambda', 'services', 'local', 'integrations', 'app'],
  assembly: ['json', 'asl'],
  app: ['json', 'asl', 'integrations', 'assembly', 'checks', 'engine', 'history', 'lambda', 'services', 'local'],
  checks: ['json', 'query', 'asl', 'integrations', 'assembly'],
  constructs: ['json', 'asl', 'integrations', 'assembly', 'checks'],
  testing: ['json', 'asl', 'engine', 'history', 'store', 'lambda', 'services', 'local', 'assembly', 'app', 'checks', 'integrations'],
  cli: ['json', 'query', 'asl', 'integrations', 'engine', 'history', 'store', 'lambda', 'services', 'local', 'server', 'assembly', 'app', 'checks', 'testing'],
};
const pure = ['json', 'query', 'integrations', 'asl', 'engine', 'history'];
const heavy = { 'aws-cdk-lib': ['constructs'], constructs: ['constructs', 'testing'], lmdb: ['store'], dynalite: ['services'], esbuild: ['constructs', 'cli', 'testing'] };

const forbidden = [
  { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ...Object.entries(rooms).map(([room, may]) => ({
    name: `${room}-may-use`,
    severity: 'error',
    from: { path: `^lib/${room}/` },
    to: { path: '^(lib|bin|lambdas|test)/', pathNot: [`^lib/${room}/`, ...may.map((other) => `^lib/${other}/index\\.ts$`)] },
  })),
  ...pure.map((room) => ({ name: `${room}-is-pure`, severity: 'error', from: { path: `^lib/${room}/` }, to: { dependencyTypes: ['core'] } })),
  ...Object.entries(heavy).map(([name, may]) => ({
    name: `${name}-stays-inside`,
    severity: 'error',
    from: { path: '^lib/', pathNot: may.map((room) => `^lib/(${room}/|index\\.ts$)`) },
    to: { path: `node_modules/${name}/` },
  })),
  { name: 'unknown-room', severity: 'error', from: { path: '^lib/([^/]+)/' }, to: {}, module: {} },
];
// A folder that the table does not know is a mistake of the table.
const { readdirSync } = require('node:fs');
const unknown = readdirSync(`${__dirname}/lib`, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !(entry.name in rooms));
if (unknown.length > 0) throw new Error(`lib/${unknown[0].name} is not in the layering table of .dependency-cruiser.cjs`);

module.exports = {
  forbidden: forbidden.filter((rule) => rule.name !== 'unknown-room'),
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdk\\.out|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'], exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
