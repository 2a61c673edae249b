import type { UnsupportedField } from './kind.ts'

const oneSocket = 'an application sends all requests to one socket, whatever their address'

const policy = (path: string): readonly UnsupportedField[] => [
  {
    path: `${path}.loadBalancer.simple`,
    values: ['PASSTHROUGH'],
    reason: `there is no original address to connect to: ${oneSocket}`,
  },
  {
    path: `${path}.loadBalancer.zoneAwareLbSetting`,
    reason: 'needs a proxy that is itself one of the endpoints; use localityLbSetting',
  },
  {
    path: `${path}.outlierDetection.consecutiveErrors`,
    reason: 'Istio ignores it; use consecutive5xxErrors',
  },
  {
    path: `${path}.outlierDetection.outlierDetectionHttpErrorCodes`,
    reason: 'Istio supports it from 1.32 on',
  },
]

const policies = (path: string): readonly UnsupportedField[] => [
  ...policy(path),
  { path: `${path}.tunnel`, reason: 'there is no proxy between this machine and the servers' },
  ...policy(`${path}.portLevelSettings[]`),
]

export const virtualServiceUnsupported: readonly UnsupportedField[] = [
  ...['headers', 'withoutHeaders'].map((field) => ({
    path: `http[].match[].${field}.*`,
    keys: /^@request\.auth\.claims/,
    reason: 'routing by claims of a token is not supported',
  })),
  { path: 'tcp[].match[].destinationSubnets', reason: oneSocket },
  { path: 'tcp[].match[].sourceSubnet', reason: 'Istio ignores it' },
  { path: 'tls[].match[].destinationSubnets', reason: oneSocket },
]

export const destinationRuleUnsupported: readonly UnsupportedField[] = [
  ...policies('trafficPolicy'),
  ...policies('subsets[].trafficPolicy'),
]

export const gatewayUnsupported: readonly UnsupportedField[] = [
  { path: 'servers[].bind', reason: 'a gateway listens on a port that the runner has reserved' },
  { path: 'servers[].defaultEndpoint', reason: 'Istio ignores it' },
  {
    path: 'servers[].tls.mode',
    values: ['AUTO_PASSTHROUGH'],
    reason: 'it connects several clusters, and the laptop has one',
  },
]

export const serviceEntryUnsupported: readonly UnsupportedField[] = [
  { path: 'endpoints[].network', reason: 'it connects several networks, and the laptop has one' },
]

export const sidecarUnsupported: readonly UnsupportedField[] = [
  { path: 'ingress', reason: 'a workload has only the inbound port of its service' },
  { path: 'egress[].bind', reason: oneSocket },
  { path: 'egress[].captureMode', reason: `traffic is not captured: ${oneSocket}` },
]

const inserted =
  'only local rate limits, buffer limits and header mutations can be added, limits of headers and local replies be set, and trace headers be removed early'
const listenerParts = [
  'name',
  'portNumber',
  'portName',
  'listenerFilter',
  'filterChain.name',
  'filterChain.sni',
  'filterChain.transportProtocol',
  'filterChain.applicationProtocols',
  'filterChain.destinationPort',
]

export const envoyFilterUnsupported: readonly UnsupportedField[] = [
  {
    path: 'configPatches[].applyTo',
    values: [
      'LISTENER',
      'FILTER_CHAIN',
      'ROUTE_CONFIGURATION',
      'VIRTUAL_HOST',
      'CLUSTER',
      'EXTENSION_CONFIG',
      'BOOTSTRAP',
      'LISTENER_FILTER',
    ],
    reason: inserted,
  },
  {
    path: 'configPatches[].match.context',
    values: ['ANY', 'SIDECAR_OUTBOUND', 'WAYPOINT'],
    reason: 'must be SIDECAR_INBOUND or GATEWAY',
  },
  {
    path: 'configPatches[].patch.operation',
    values: ['ADD', 'REMOVE', 'INSERT_AFTER', 'REPLACE', 'MERGE_AND_REPLACE_LIST'],
    reason: inserted,
  },
  ...listenerParts.map((part) => ({
    path: `configPatches[].match.listener.${part}`,
    reason: 'a workload has only one inbound listener',
  })),
  { path: 'configPatches[].match.routeConfiguration.portName', reason: 'use portNumber' },
  { path: 'configPatches[].match.cluster', reason: inserted },
  { path: 'configPatches[].match.waypoint', reason: inserted },
  {
    path: 'configPatches[].patch.value.*',
    keys: /^(?!(name|typed_config|typed_per_filter_config|route)$)/,
    reason: inserted,
  },
  { path: 'targetRefs', reason: 'the laptop has no Gateway API gateways and no waypoints' },
  { path: 'configPatches[].match.proxy', reason: 'all proxies have the same version' },
  { path: 'configPatches[].patch.filterClass', reason: inserted },
]

export const telemetryUnsupported: readonly UnsupportedField[] = [
  { path: 'targetRef', reason: 'the laptop has no Gateway API gateways and no waypoints' },
  { path: 'targetRefs', reason: 'the laptop has no Gateway API gateways and no waypoints' },
  ...['overrides[].match.customMetric', 'overrides[].tagOverrides', 'reportingInterval'].map(
    (field) => ({
      path: `metrics[].${field}`,
      reason: "the laptop counts requests with stock Envoy's access logger, whose labels are fixed",
    }),
  ),
  {
    path: 'tracing[].useRequestIdForTraceSampling',
    reason: 'the sampling decision of the parent span applies, else the percentage',
  },
  {
    path: 'tracing[].enableIstioTags',
    values: [true],
    reason: 'stock Envoy does not support Istio tags',
  },
  {
    path: 'tracing[].disableContextPropagation',
    values: [true],
    reason: 'each sidecar would break the trace',
  },
]
