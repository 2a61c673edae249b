import type { UnsupportedField } from './kind.ts'

const oneSocket = 'an application hands its requests to one socket, whatever address they are for'

const policy = (path: string): readonly UnsupportedField[] => [
  {
    path: `${path}.loadBalancer.simple`,
    values: ['PASSTHROUGH'],
    reason: `there is no address to pass through to: ${oneSocket}`,
  },
  {
    path: `${path}.loadBalancer.zoneAwareLbSetting`,
    reason: 'needs a proxy that finds itself among the endpoints; use localityLbSetting',
  },
  {
    path: `${path}.outlierDetection.consecutiveErrors`,
    reason: 'Istio itself ignores it: say consecutive5xxErrors',
  },
  {
    path: `${path}.outlierDetection.outlierDetectionHttpErrorCodes`,
    reason: 'Istio carries it out from 1.32 on',
  },
]

const policies = (path: string): readonly UnsupportedField[] => [
  ...policy(path),
  { path: `${path}.tunnel`, reason: 'no proxy stands between this machine and the servers' },
  ...policy(`${path}.portLevelSettings[]`),
]

export const virtualServiceUnsupported: readonly UnsupportedField[] = [
  ...['headers', 'withoutHeaders'].map((field) => ({
    path: `http[].match[].${field}.*`,
    keys: /^@request\.auth\.claims/,
    reason: 'routes by claims of a token are not supported yet',
  })),
  { path: 'tcp[].match[].destinationSubnets', reason: oneSocket },
  { path: 'tcp[].match[].sourceSubnet', reason: 'Istio itself ignores it' },
  { path: 'tls[].match[].destinationSubnets', reason: oneSocket },
]

export const destinationRuleUnsupported: readonly UnsupportedField[] = [
  ...policies('trafficPolicy'),
  ...policies('subsets[].trafficPolicy'),
]

export const gatewayUnsupported: readonly UnsupportedField[] = [
  { path: 'servers[].bind', reason: 'a gateway listens where the runner has set a port aside' },
  { path: 'servers[].defaultEndpoint', reason: 'Istio itself ignores it' },
  {
    path: 'servers[].tls.mode',
    values: ['AUTO_PASSTHROUGH'],
    reason: 'joins the meshes of several clusters; here is one',
  },
]

export const serviceEntryUnsupported: readonly UnsupportedField[] = [
  { path: 'endpoints[].network', reason: 'joins networks by a gateway; here is one network' },
]

export const sidecarUnsupported: readonly UnsupportedField[] = [
  { path: 'ingress', reason: 'a workload has the one inbound port that its service names' },
  { path: 'egress[].bind', reason: oneSocket },
  { path: 'egress[].captureMode', reason: `nothing is captured: ${oneSocket}` },
]

const inserted =
  'local rate limits, buffers and headers are inserted into the HTTP filters, and no more'
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
      'NETWORK_FILTER',
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
    reason: 'say SIDECAR_INBOUND or GATEWAY',
  },
  {
    path: 'configPatches[].patch.operation',
    values: ['ADD', 'REMOVE', 'INSERT_AFTER', 'REPLACE', 'MERGE_AND_REPLACE_LIST'],
    reason: inserted,
  },
  ...listenerParts.map((part) => ({
    path: `configPatches[].match.listener.${part}`,
    reason: 'a workload has one inbound listener',
  })),
  { path: 'configPatches[].match.routeConfiguration.portName', reason: 'ports have numbers here' },
  { path: 'configPatches[].match.cluster', reason: inserted },
  { path: 'configPatches[].match.waypoint', reason: inserted },
  {
    path: 'configPatches[].patch.value.*',
    keys: /^(?!(name|typed_config|typed_per_filter_config|route)$)/,
    reason: inserted,
  },
  { path: 'targetRefs', reason: 'there are no gateways of the Gateway API and no waypoints' },
  { path: 'configPatches[].match.proxy', reason: 'all proxies are of one version' },
  { path: 'configPatches[].patch.filterClass', reason: inserted },
]

export const telemetryUnsupported: readonly UnsupportedField[] = [
  { path: 'targetRef', reason: 'there are no gateways of the Gateway API and no waypoints' },
  { path: 'targetRefs', reason: 'there are no gateways of the Gateway API and no waypoints' },
  { path: 'metrics', reason: "stock Envoy's own statistics are used; it has no Istio metrics" },
  {
    path: 'tracing[].useRequestIdForTraceSampling',
    reason: 'whoever began the trace decides, else the percentage',
  },
  { path: 'tracing[].enableIstioTags', values: [true], reason: 'stock Envoy does not know them' },
  {
    path: 'tracing[].disableContextPropagation',
    values: [true],
    reason: 'a trace would break at each sidecar',
  },
]
