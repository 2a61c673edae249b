import type { ChartName } from './base-values.ts'

export type Impossible = readonly [path: readonly (string | number)[], value: unknown]

/** Values of the right type that the API server, or Istio, refuses. */
const ofWorkload: readonly Impossible[] = [
  [['workload', 'stop', 'graceSeconds'], 5],
  [['workload', 'stop', 'graceSeconds'], 0],
  ...['LOG_LEVEL', 'LISTEN', 'NODE_ENV', 'INSTANCE', 'DATABASE_URL', 'NATS_NKEY_SEED'].map(
    (name): Impossible => [['workload', 'settings', name], 'debug'],
  ),
  [['workload', 'tolerations', 0], { operator: 'Equal', value: 'shop' }],
  [['workload', 'tolerations', 0], { key: 'shop', operator: 'Exists', value: 'shop' }],
  [['workload', 'tolerations', 0], { key: 'shop', value: 'shop', tolerationSeconds: 5 }],
  [['workload', 'image', 'tag'], 'not:a tag'],
  [['workload', 'image', 'tag'], '-1.0.0'],
  [['workload', 'nodeSelector', 'pool'], 'not a label'],
  [['workload', 'metrics', 'labels', 'release'], 'monitoring-'],
  [['workload', 'priorityClassName'], 'Not A Name'],
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
]

export const impossibleIn = (chart: ChartName): readonly Impossible[] =>
  chart === 'service' ? [...ofWorkload, ...ofService] : ofWorkload
