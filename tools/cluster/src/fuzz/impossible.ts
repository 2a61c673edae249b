import type { ChartName } from './base-values.ts'

export type Impossible = readonly [path: readonly (string | number)[], value: unknown]

/** Labels that the charts give their objects: a second one of that name makes a document with a key twice. */
const ownLabels = ['name', 'instance', 'part-of', 'managed-by', 'version'].map(
  (name) => `app.kubernetes.io/${name}`,
)
const ownLabelsIn = (...path: readonly string[]): readonly Impossible[] =>
  ownLabels.map((name) => [[...path, name], 'shop'])
const tooLong = 'a'.repeat(254)

/** Values of the right type that the API server, or Istio, refuses, or that permit what nobody means. */
const ofWorkload: readonly Impossible[] = [
  [['workload', 'stop', 'graceSeconds'], 5],
  [['workload', 'stop', 'graceSeconds'], 0],
  ...['LOG_LEVEL', 'LISTEN', 'NODE_ENV', 'INSTANCE', 'DATABASE_URL', 'NATS_NKEY_SEED'].map(
    (name): Impossible => [['workload', 'settings', name], 'debug'],
  ),
  [['workload', 'tolerations', 0], { operator: 'Equal', value: 'shop' }],
  [['workload', 'tolerations', 0], { key: 'shop', operator: 'Exists', value: 'shop' }],
  [['workload', 'tolerations', 0], { key: 'shop', value: 'shop', tolerationSeconds: 5 }],
  [['workload', 'tolerations', 0, 'key'], 'not a label'],
  [['workload', 'tolerations', 0, 'key'], 'a..b/shop'],
  [['workload', 'tolerations', 0], { key: 'shop', value: 'not a label' }],
  [['workload', 'tolerations', 0], { key: 'shop', value: 'a'.repeat(64) }],
  ...['https://ghcr.io/shop', 'ghcr.io/Shop', 'ghcr.io/shop/', 'ghcr.io/shop:1.0', '-.io'].map(
    (registry): Impossible => [['workload', 'image', 'registry'], registry],
  ),
  [['workload', 'image', 'pullSecrets'], [tooLong]],
  [['workload', 'image', 'tag'], 'not:a tag'],
  [['workload', 'image', 'tag'], '-1.0.0'],
  [['workload', 'nodeSelector', 'pool'], 'not a label'],
  [['workload', 'nodeSelector', 'not a label'], 'shop'],
  [['workload', 'nodeSelector', `${tooLong}/pool`], 'shop'],
  [['workload', 'tolerations', 0, 'key'], `${tooLong}/pool`],
  [['workload', 'settings', 'feature'], 'on'],
  [['workload', 'metrics', 'labels', 'release'], 'monitoring-'],
  [['workload', 'metrics', 'labels', 'a..b/release'], 'monitoring'],
  ...ownLabelsIn('workload', 'metrics', 'labels'),
  ...['Not A Name', 'a..b', 'a.-b', tooLong].map(
    (name): Impossible => [['workload', 'priorityClassName'], name],
  ),
  ...['database', 'broker', 'providers', 'databaseCa'].map(
    (kind): Impossible => [['workload', 'secretNames', kind], tooLong],
  ),
  [['workload', 'settings', 'FEATURE'], 1e16],
  [['workload', 'settings', 'FEATURE'], -1e16],
  [['workload', 'networkPolicy', 'callers', 0, 'namespace'], 'Not Valid'],
  ...['Not A Name', 'not_a/name!', 'a'.repeat(64), ''].flatMap((name): Impossible[] => [
    [['workload', 'networkPolicy', 'callers', 0, 'name'], name],
    [['workload', 'networkPolicy', 'callees', 0, 'name'], name],
  ]),
  [['workload', 'networkPolicy', 'broker', 'namespace'], 'Not Valid'],
  ...[
    ['replicas'],
    ['leastReplicas'],
    ['memoryLimitPercent'],
    ['poolSize'],
    ['autoscaling', 'maxReplicas'],
    ['autoscaling', 'lagMessages'],
    ['disruption', 'maxUnavailable'],
    ['stop', 'drainSeconds'],
    ['stop', 'graceSeconds'],
    ['migrations', 'deadlineSeconds'],
    ['metrics', 'intervalSeconds'],
  ].map((path): Impossible => [['workload', ...path], 100_000_000_000]),
]

const ofService: readonly Impossible[] = [
  [['name'], 'catalog-'],
  [['name'], 'nats'],
  [['name'], 'broker'],
  [['name'], 'default'],
  [['port'], 15_090],
  [['port'], 15_001],
  [['port'], 4222],
  [['size', 'cpu'], '0'],
  [['size', 'memory'], '0Mi'],
  [['size', 'cpu'], '100000000'],
  [['size', 'cpu'], '1000000000m'],
  [['size', 'memory'], '999999999999Mi'],
  [['size', 'memory'], '999999999999Gi'],
  [['size', 'replicas'], 100_000_000_000],
  [['secrets', 0], tooLong.toUpperCase()],
  [['secrets', 0], 'NODE_TLS_REJECT_UNAUTHORIZED'],
]

const networks = [
  ...['10.64.0.0', '10.64.0.0/33', '10.64.0.256/24', '10.064.0.0/16', '10.64.0/16'],
  ...['fd00::/129', 'fd00::64::/48', 'fd00:64/32', '1:2:3:4:5:6:7:8:9/64', 'fd00::'],
]
const ofPolicies: readonly Impossible[] = [
  ...networks.map((network): Impossible => [['otherRegion', 1], network]),
  ...['apiServer', 'backups', 'receivers'].flatMap((name): Impossible[] => [
    [['outbound', name, 0], 0],
    [['outbound', name, 0], 65_536],
    [['outbound', name], []],
    [
      ['outbound', name],
      [443, 443],
    ],
  ]),
]

const ofStoa: readonly Impossible[] = [
  ...[
    '10.1.2.3',
    'shop',
    '-.example',
    'shop.example.',
    'a..example',
    `${'a'.repeat(64)}.example`,
  ].map((host): Impossible => [['edge', 'hosts', 0], host]),
  [
    ['edge', 'hosts'],
    ['shop.example', 'www.shop.example', 'shop.example'],
  ],
  ...['Not A Name', 'a..b', tooLong].map(
    (name): Impossible => [['edge', 'certificate', 'issuer'], name],
  ),
  ...ownLabelsIn('alerts', 'labels'),
  ...ownLabelsIn('dashboards', 'labels'),
  [['workload', 'image', 'digest'], `sha256:${'0'.repeat(64)}`],
  [['services', 'orders', 'workload', 'networkPolicy', 'enabled'], false],
  [['dashboards', 'namespace'], 'Not Valid'],
  [['dashboards', 'namespace'], 'a'.repeat(64)],
  [['locality', 'failover', 0, 'to'], 'eu-west-1'],
  [['locality', 'failover', 1, 'from'], 'eu-west-1'],
  [['locality', 'failover', 0, 'from'], ''],
]

const known: Readonly<Record<ChartName, readonly Impossible[]>> = {
  stoa: [...ofWorkload, ...ofStoa],
  service: [...ofWorkload, ...ofService],
  'third-party/policies': ofPolicies,
}

export const impossibleIn = (chart: ChartName): readonly Impossible[] => known[chart]
