const policy = [
  'portLevelSettings',
  'tunnel',
  'proxyProtocol',
  'retryBudget',
  'loadBalancer.consistentHash',
  'loadBalancer.localityLbSetting',
  'loadBalancer.zoneAwareLbSetting',
  'loadBalancer.warmup',
  'loadBalancer.warmupDurationSecs',
  'connectionPool.tcp.tcpKeepalive',
  'connectionPool.tcp.maxConnectionDuration',
  'connectionPool.tcp.idleTimeout',
  'connectionPool.http.useClientProtocol',
  'connectionPool.http.maxConcurrentStreams',
  'connectionPool.http.http2KeepAlive',
  'outlierDetection.consecutiveErrors',
  'outlierDetection.splitExternalLocalOriginErrors',
  'outlierDetection.consecutiveLocalOriginFailures',
  'outlierDetection.outlierDetectionHttpErrorCodes',
]
const later = 'is not supported on the laptop yet'

export const virtualServiceNotCompiled = [
  'tls',
  'tcp',
  'exportTo',
  ...[
    'redirect',
    'directResponse',
    'delegate',
    'rewrite.uriRegexRewrite',
    'fault',
    'mirror',
    'mirrors',
    'mirrorPercent',
    'mirrorPercentage',
    'corsPolicy',
    'headers',
    'route[].weight',
    'route[].headers',
    'route[].destination.subset',
    'match[].scheme',
    'match[].authority',
    'match[].withoutHeaders',
    'match[].queryParams',
    'match[].port',
    'match[].sourceLabels',
    'match[].sourceNamespace',
    'match[].gateways',
    'match[].ignoreUriCase',
    'match[].statPrefix',
  ].map((field) => `http[].${field}`),
]

export const destinationRuleNotCompiled = [
  'subsets',
  'exportTo',
  'workloadSelector',
  ...policy.map((field) => `trafficPolicy.${field}`),
  { at: 'trafficPolicy.loadBalancer.simple', is: ['PASSTHROUGH', 'LEAST_CONN'], why: later },
  { at: 'trafficPolicy.tls.mode', is: ['SIMPLE', 'MUTUAL'], why: later },
]

export const gatewayNotCompiled = [
  'servers[].bind',
  'servers[].defaultEndpoint',
  'servers[].tls.httpsRedirect',
  'servers[].tls.cipherSuites',
  {
    at: 'servers[].tls.mode',
    is: ['PASSTHROUGH', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'],
    why: later,
  },
]

export const serviceEntryNotCompiled = ['hosts']
export const sidecarNotCompiled = [
  'egress',
  'ingress',
  'inboundConnectionPool',
  'outboundTrafficPolicy',
]
export const envoyFilterNotCompiled = ['configPatches']
export const telemetryNotCompiled = [
  'targetRef',
  'targetRefs',
  'metrics',
  'tracing[].match',
  'tracing[].customTags',
  'tracing[].useRequestIdForTraceSampling',
  'tracing[].enableIstioTags',
  'tracing[].disableContextPropagation',
  'accessLogging[].match',
  'accessLogging[].filter',
]
