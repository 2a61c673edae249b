/** Who may import whom. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const only = (name, module, folder) =>
  rule(
    name,
    `${module} is imported by ${folder} alone`,
    { path: '^(packages|services|mesh|observability|tools)/', pathNot: `^${folder}/` },
    { path: `^node_modules/${module}/` },
  )
/** The engine's layers: `layer` imports itself and those of `below`. */
const above = (layer, below) =>
  rule(
    `mesh-${layer}-layer`,
    `in the engine ${layer} imports ${below.length > 0 ? `only ${below.join(' and ')}` : 'no other folder'}`,
    { path: `^mesh/engine/src/${layer}/` },
    {
      path: '^mesh/engine/src/',
      pathNot: `^mesh/engine/src/(${[layer, ...below].join('|')})/`,
    },
  )

module.exports = {
  forbidden: [
    rule('no-cycles', 'files form no circle', {}, { circular: true }),
    // The examples import the client that a test generates.
    rule(
      'no-unresolved',
      'everything imported exists',
      { pathNot: '^tools/api-client/examples/' },
      { couldNotResolve: true },
    ),
    rule(
      'services-apart',
      'services never import services',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    rule(
      'packages-below',
      'packages never import services, the mesh, observability or tools',
      { path: '^packages/' },
      { path: '^(services|mesh|observability|tools)/' },
    ),
    rule(
      'tools-outside',
      'tools read service.yaml, never a service; test-only builds replace parts of one, and tests play the rules of two together',
      {
        path: '^(mesh|observability|tools)/',
        pathNot: '^tools/(faults/src/sabotage|verify/test/rules)/',
      },
      { path: '^services/' },
    ),
    rule(
      'services-without-tools',
      'services never import the mesh, observability or tools',
      { path: '^services/' },
      { path: '^(mesh|observability|tools)/' },
    ),
    rule(
      'observability-on-topology',
      'observability reads the topology and a running platform, and imports no other tool',
      { path: '^observability/' },
      { path: '^(packages|mesh|tools)/', pathNot: '^tools/topology/' },
    ),
    rule(
      'leaf-packages',
      'contracts and service import no other package',
      { path: '^packages/(contracts|service)/' },
      { path: '^packages/', pathNot: '^packages/$1/' },
    ),
    rule(
      'packages-on-service',
      'work and postgres import no other package than service',
      { path: '^packages/(work|postgres)/' },
      { path: '^packages/', pathNot: '^packages/($1|service)/' },
    ),
    rule('main-is-the-top', 'nobody imports main', {}, { path: '^services/[^/]+/src/main\\.ts$' }),
    rule(
      'use-cases-know-no-border',
      'use cases import no routes, consumers or app',
      { path: '^services/[^/]+/src/(use-cases|store|clients)/' },
      { path: '^services/[^/]+/src/(app|routes|consumers|main)' },
    ),
    rule(
      'rules-are-pure',
      'rules import no store, client, use case or border',
      {
        path: [
          '^services/payments/src/(account|change|decide|ledger|money|payment|provider-result|records|schedule|task)\\.ts$',
          '^services/shipping/src/(fleet-number|lease|parcel|rates|scans)\\.ts$',
        ],
      },
      {
        path: '^services/[^/]+/src/(store|clients|use-cases|app|routes|consumers|deps|main|metrics|tables)(/|\\.ts$)',
        pathNot: '^services/shipping/src/clients/carrier\\.ts$',
      },
    ),
    rule(
      'stores-know-no-use-case',
      'a store imports no use case',
      { path: '^services/[^/]+/src/store' },
      { path: '^services/[^/]+/src/use-cases/' },
    ),
    rule(
      'rules-import-no-store',
      'beside use cases, only borders, wiring and background loops import a store',
      {
        path: '^services/[^/]+/src/[^/]+\\.ts$',
        pathNot:
          '/(app|main|deps|consumers|metrics|testing|[a-z-]*(routes|worker|sweeper|pruning)|[^/]+\\.test)\\.ts$',
      },
      { path: '^services/[^/]+/src/store' },
    ),
    rule(
      'sql-in-stores',
      'borders, use cases and clients write no SQL',
      {
        path: '^services/[^/]+/src/(use-cases/|clients/|(app|consumers|view|[a-z-]*routes)\\.ts$)',
      },
      { path: '^node_modules/kysely/' },
    ),
    rule(
      'gateway-without-store',
      'the gateway has neither a database nor events',
      { path: '^services/gateway/' },
      { path: '^packages/(postgres|events)/|^services/gateway/src/store' },
    ),
    rule(
      'labels-drawn-late',
      'fonts and the libraries that draw labels are loaded when the first label is drawn',
      { path: '^services/shipping/src/', pathNot: '^services/shipping/src/label/' },
      { path: '^services/shipping/src/label/(?!label\\.ts$)', dynamic: false },
    ),
    above('model', []),
    above('evaluate', ['model']),
    above('compile', ['model', 'evaluate']),
    rule(
      'mesh-serve-on-top',
      'in the engine only commands and the package entries import serve or commands',
      { path: '^mesh/engine/src/[^/]+/', pathNot: '^mesh/engine/src/(serve|commands)/' },
      { path: '^mesh/engine/src/(serve|commands)/' },
    ),
    rule(
      'mesh-serve-without-commands',
      'serve imports no command',
      { path: '^mesh/engine/src/serve/' },
      { path: '^mesh/engine/src/commands/' },
    ),
    rule(
      'mesh-policy-pure',
      '@stoa/mesh/policy exports model and evaluate alone',
      { path: '^mesh/engine/src/policy\\.ts$' },
      { path: '^mesh/engine/src/', pathNot: '^mesh/engine/src/(model|evaluate)/' },
    ),
    rule(
      'audit-reads-policy',
      'the audit reads the engine through @stoa/mesh/policy, and issues certificates through @stoa/mesh/authority',
      { path: '^mesh/audit/' },
      {
        path: '^mesh/engine/src/',
        pathNot: '^mesh/engine/src/(policy|authority/authority)\\.ts$',
      },
    ),
    rule(
      'sdks-by-require',
      'payments takes the SDKs of its providers from clients/sdks.ts: import would load a second copy with other classes',
      { path: '^services/payments/src/', pathNot: '(/sdks|\\.db\\.test)\\.ts$' },
      { path: '^node_modules/(stripe|@paypal)/', dependencyTypesNot: ['type-only'] },
    ),
    only('nats-in-events', 'nats', '(packages/events|mesh/audit|tools)'),
    only('prom-client-in-service', 'prom-client', 'packages/service'),
    only('cockatiel-in-client', 'cockatiel', 'packages/client'),
    only('pg-in-postgres', 'pg', '(packages/postgres|mesh/audit|tools)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
    exclude: { path: '\\.d\\.ts$|^tools/api-client/client/' },
  },
}
