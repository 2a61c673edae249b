/** Processes of the platform that are no service; those with a sidecar have its log beside theirs. */
export const platformProcesses = [
  ...['alertmanager', 'collector', 'edge', 'jaeger', 'postgres', 'stack', 'traffic'],
] as const
export const processesWithSidecar = ['nats', 'prometheus'] as const

/** Objects of these names are in the namespace of the services already: the broker's, and those of the charts. */
const objectNames = [
  ...['broker', 'commerce', 'default', 'deny-by-default', 'nats', 'nats-headless'],
  ...['otel-collector', 'sidecars'],
]

/** Postgres has these databases and roles, or gives the words a meaning of their own. */
export const reservedDatabases = [
  ...['maintenance', 'none', 'postgres', 'public', 'template0', 'template1'],
]

/** Users of the broker on the laptop, whose keys follow from their names as a service's does. */
const brokerUsers = ['probe', 'stoa']

/** Where the sidecars on the laptop get their configuration is a socket of this name, beside those of the services. */
const sockets = ['mesh']

/** A service that reads the statistics of the database server has a role of its own name there. */
export const reservedNames = [
  ...new Set([
    ...[...objectNames, ...platformProcesses, ...processesWithSidecar, ...reservedDatabases],
    ...[...brokerUsers, ...sockets],
  ]),
].sort()

/** Booleans and null in YAML 1.1, which Helm reads; the charts write names without quotes. */
export const wordsOfYaml = [
  ...new Set(
    ['false', 'n', 'no', 'null', 'off', 'on', 'true', 'y', 'yes'].flatMap((word) => [
      ...[word, `${word[0]?.toUpperCase()}${word.slice(1)}`, word.toUpperCase()],
    ]),
  ),
]

/** A service's migration has its name and the first of these, its sidecar and its further replicas on the laptop the others. */
export const reservedEndings = /-(migration|sidecar|[2-9])$/

/** What the charts and the runner set themselves. */
export const reservedVariables = [
  ...['DATABASE_POOL_SIZE', 'DATABASE_READ_URL', 'DATABASE_URL', 'DATA_VOLUMES', 'EDGE_PRINCIPAL'],
  ...['HOME', 'INSTANCE', 'LISTEN', 'LOG_LEVEL', 'MESH_EGRESS', 'NATS_NKEY_SEED'],
  ...['NATS_STREAM_REPLICAS', 'NATS_URL', 'NODE_COMPILE_CACHE', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG', 'PATH', 'RUNNER_STATE'],
]

/** Read by Node and its loader: one of them is where Node finds its libraries in an image, another turns TLS's verification off. */
export const variablesOfNode = /^(LD|NODE)_/
