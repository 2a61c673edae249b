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
    at: `${at}.outlierDetection.outlierDetectionHttpErrorCodes`,
    why: 'Istio 1.32 will have it; its Envoy decides it by other settings than ours',
  },
  { at: `${at}.tunnel`, why: 'no proxy stands between this machine and the servers' },
]

const policies = (at: string): readonly NotCompiled[] => [
  ...policy(at),
  ...policy(`${at}.portLevelSettings[]`),
]

export const virtualServiceNotCompiled: readonly NotCompiled[] = [
  ...['headers', 'withoutHeaders'].map((field) => ({
    at: `http[].match[].${field}.*`,
    key: /^@request\.auth\.claims/,
    why: 'routes by claims of a token are not supported yet',
  })),
  ...['tcp', 'tls'].flatMap((field) => [
    { at: `${field}[].match[].destinationSubnets`, why: oneSocket },
    { at: `${field}[].match[].sourceSubnet`, why: 'Istio itself ignores it' },
  ]),
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

export const envoyFilterNotCompiled: readonly NotCompiled[] = [
  { at: 'targetRefs', why: 'there are no gateways of the Gateway API and no waypoints' },
  { at: 'configPatches[].match.proxy', why: 'all proxies are of one version' },
  {
    at: 'configPatches[].patch.filterClass',
    why: 'only local rate limits and buffers are inserted',
  },
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
