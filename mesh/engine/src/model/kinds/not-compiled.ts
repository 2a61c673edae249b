import type { NotCompiled } from './kind.ts'

const oneSocket = 'an application hands its requests to one socket, whatever address they are for'

const policy = (at: string): readonly NotCompiled[] => [
  {
    at: `${at}.loadBalancer.simple`,
    is: ['PASSTHROUGH'],
    why: `there is no address to pass through to: ${oneSocket}`,
  },
  {
    at: `${at}.loadBalancer.zoneAwareLbSetting`,
    why: 'needs a proxy that finds itself among the endpoints; use localityLbSetting',
  },
  {
    at: `${at}.outlierDetection.consecutiveErrors`,
    why: 'Istio itself ignores it: say consecutive5xxErrors',
  },
  {
    at: `${at}.outlierDetection.outlierDetectionHttpErrorCodes`,
    why: 'Istio carries it out from 1.32 on',
  },
]

const policies = (at: string): readonly NotCompiled[] => [
  ...policy(at),
  { at: `${at}.tunnel`, why: 'no proxy stands between this machine and the servers' },
  ...policy(`${at}.portLevelSettings[]`),
]

export const virtualServiceNotCompiled: readonly NotCompiled[] = [
  ...['headers', 'withoutHeaders'].map((field) => ({
    at: `http[].match[].${field}.*`,
    key: /^@request\.auth\.claims/,
    why: 'routes by claims of a token are not supported yet',
  })),
  { at: 'tcp[].match[].destinationSubnets', why: oneSocket },
  { at: 'tcp[].match[].sourceSubnet', why: 'Istio itself ignores it' },
  { at: 'tls[].match[].destinationSubnets', why: oneSocket },
]

export const destinationRuleNotCompiled: readonly NotCompiled[] = [
  ...policies('trafficPolicy'),
  ...policies('subsets[].trafficPolicy'),
]

export const gatewayNotCompiled: readonly NotCompiled[] = [
  { at: 'servers[].bind', why: 'a gateway listens where the runner has set a port aside' },
  { at: 'servers[].defaultEndpoint', why: 'Istio itself ignores it' },
  {
    at: 'servers[].tls.mode',
    is: ['AUTO_PASSTHROUGH'],
    why: 'joins the meshes of several clusters; here is one',
  },
]

export const serviceEntryNotCompiled: readonly NotCompiled[] = [
  { at: 'endpoints[].network', why: 'joins networks by a gateway; here is one network' },
]

export const sidecarNotCompiled: readonly NotCompiled[] = [
  { at: 'ingress', why: 'a workload has the one inbound port that its service names' },
  { at: 'egress[].bind', why: oneSocket },
  { at: 'egress[].captureMode', why: `nothing is captured: ${oneSocket}` },
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

export const envoyFilterNotCompiled: readonly NotCompiled[] = [
  {
    at: 'configPatches[].applyTo',
    is: [
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
    why: inserted,
  },
  {
    at: 'configPatches[].match.context',
    is: ['ANY', 'SIDECAR_OUTBOUND', 'WAYPOINT'],
    why: 'say SIDECAR_INBOUND or GATEWAY',
  },
  {
    at: 'configPatches[].patch.operation',
    is: ['ADD', 'REMOVE', 'INSERT_AFTER', 'REPLACE', 'MERGE_AND_REPLACE_LIST'],
    why: inserted,
  },
  ...listenerParts.map((part) => ({
    at: `configPatches[].match.listener.${part}`,
    why: 'a workload has one inbound listener',
  })),
  { at: 'configPatches[].match.routeConfiguration.portName', why: 'ports have numbers here' },
  { at: 'configPatches[].match.cluster', why: inserted },
  { at: 'configPatches[].match.waypoint', why: inserted },
  {
    at: 'configPatches[].patch.value.*',
    key: /^(?!(name|typed_config|typed_per_filter_config|route)$)/,
    why: inserted,
  },
  { at: 'targetRefs', why: 'there are no gateways of the Gateway API and no waypoints' },
  { at: 'configPatches[].match.proxy', why: 'all proxies are of one version' },
  { at: 'configPatches[].patch.filterClass', why: inserted },
]

export const telemetryNotCompiled: readonly NotCompiled[] = [
  { at: 'targetRef', why: 'there are no gateways of the Gateway API and no waypoints' },
  { at: 'targetRefs', why: 'there are no gateways of the Gateway API and no waypoints' },
  { at: 'metrics', why: "stock Envoy's own statistics are used; it has no Istio metrics" },
  {
    at: 'tracing[].useRequestIdForTraceSampling',
    why: 'whoever began the trace decides, else the percentage',
  },
  { at: 'tracing[].enableIstioTags', is: [true], why: 'stock Envoy does not know them' },
  {
    at: 'tracing[].disableContextPropagation',
    is: [true],
    why: 'a trace would break at each sidecar',
  },
]
