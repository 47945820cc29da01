/** The directions of the house: who may import whom. Anything not allowed here is a finding. */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...to.map((t) => `^src/${t}`)].map((p) => (p.endsWith('.ts') ? `${p.slice(0, -3)}\\.ts$` : p)) },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('domain-is-the-floor', '^src/domain/', []),
    only('statistics-are-pure', '^src/statistics/', []),
    only('yaml-knows-no-file', '^src/yaml/', []),
    only('database-knows-the-vocabulary', '^src/database/', ['domain/']),
    {
      name: 'providers-never-meet',
      severity: 'error',
      from: { path: '^src/sources/([^/]+)/' },
      to: { path: '^src/sources/([^/]+)/', pathNot: '^src/sources/$1/' },
    },
    only('sources-normalise', '^src/sources/', ['domain/', 'sources/source.ts']),
    only('collection-is-the-doorway', '^src/collection/', ['domain/', 'database/', 'sources/']),
    only('delivery-derives', '^src/delivery/', ['domain/', 'database/']),
    only('metrics-read-facts', '^src/metrics/', ['domain/', 'database/', 'statistics/']),
    only('trial-derives-and-asks', '^src/trial/', ['domain/', 'database/', 'delivery/', 'metrics/']),
    only('maturity-may-ask-metrics', '^src/maturity/', ['domain/', 'statistics/', 'yaml/', 'database/', 'metrics/']),
    only('demo-feeds-the-doorway', '^src/demo/', [
      'domain/',
      'statistics/',
      'database/',
      'sources/',
      'collection/',
      'maturity/(answer|model)\\.ts$',
    ]),
    {
      name: 'no-capability-knows-api',
      severity: 'error',
      from: { path: '^src/(?!api/|commands/|main)' },
      to: { path: '^src/(api/|commands/|main)' },
    },
    { name: 'only-main-knows-config', severity: 'error', from: { path: '^src/(?!main|commands/|config)' }, to: { path: '^src/config' } },
    // That the pages take types alone is held by test/unit/web-imports.test.ts: this parser reads no TSX and tells no types apart.
    { name: 'nothing-imports-web', severity: 'error', from: { path: '^src/' }, to: { path: '^web/' } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
