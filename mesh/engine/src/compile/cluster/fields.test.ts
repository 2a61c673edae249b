import { expect, test } from 'vitest'
import { compiled } from '../../../test/compiled.ts'
import { destinationRule, resource } from '../../../test/small-mesh.ts'

const host = 'api.commerce.svc.cluster.local'
const name = (subset = '') => `outbound|4999|${subset}|${host}`
const clusterOf = (policy: string, subset?: string) =>
  compiled([destinationRule(policy)]).cluster(name(subset))
const options = (expected: object) => ({
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': expected,
  },
})
const threshold = (expected: object) => ({ circuit_breakers: { thresholds: [expected] } })
const unlimited = 4_294_967_295

const rows: readonly (readonly [string, object])[] = [
  ['loadBalancer: { simple: ROUND_ROBIN }', { lb_policy: 'ROUND_ROBIN' }],
  ['loadBalancer: { simple: RANDOM }', { lb_policy: 'RANDOM' }],
  ['loadBalancer: { simple: LEAST_CONN }', { lb_policy: 'LEAST_REQUEST' }],
  [
    'loadBalancer: { consistentHash: { httpHeaderName: a } }',
    { lb_policy: 'RING_HASH', ring_hash_lb_config: { minimum_ring_size: 1_024 } },
  ],
  [
    'loadBalancer: { consistentHash: { httpHeaderName: a, minimumRingSize: 9 } }',
    { ring_hash_lb_config: { minimum_ring_size: 9 } },
  ],
  [
    'loadBalancer: { consistentHash: { httpHeaderName: a, ringHash: { minimumRingSize: 8 } } }',
    { ring_hash_lb_config: { minimum_ring_size: 8 } },
  ],
  [
    'loadBalancer: { consistentHash: { httpHeaderName: a, maglev: { tableSize: 7 } } }',
    { lb_policy: 'MAGLEV', maglev_lb_config: { table_size: 7 } },
  ],
  [
    'loadBalancer: { simple: ROUND_ROBIN, warmup: { duration: 10s, aggression: 2 } }',
    {
      round_robin_lb_config: {
        slow_start_config: {
          slow_start_window: '10s',
          aggression: { default_value: 2 },
          min_weight_percent: { value: 10 },
        },
      },
    },
  ],
  [
    'loadBalancer: { warmupDurationSecs: 5s }',
    { least_request_lb_config: { slow_start_config: { slow_start_window: '5s' } } },
  ],
  [
    'connectionPool: { tcp: { maxConnections: 1 } }',
    threshold({ max_connections: 1, max_requests: unlimited }),
  ],
  ['connectionPool: { tcp: { connectTimeout: 3s } }', { connect_timeout: '3s' }],
  [
    'connectionPool: { tcp: { maxConnectionDuration: 1m } }',
    options({ common_http_protocol_options: { max_connection_duration: '60s' } }),
  ],
  [
    'connectionPool: { tcp: { idleTimeout: 0s } }',
    options({ common_http_protocol_options: { idle_timeout: '0s' } }),
  ],
  [
    'connectionPool: { tcp: { tcpKeepalive: { probes: 3, time: 60s, interval: 5s } } }',
    {
      upstream_connection_options: {
        tcp_keepalive: { keepalive_probes: 3, keepalive_time: 60, keepalive_interval: 5 },
      },
    },
  ],
  [
    'connectionPool: { http: { http1MaxPendingRequests: 2 } }',
    threshold({ max_pending_requests: 2 }),
  ],
  ['connectionPool: { http: { http2MaxRequests: 3 } }', threshold({ max_requests: 3 })],
  ['connectionPool: { http: { maxRetries: 4 } }', threshold({ max_retries: 4 })],
  [
    'connectionPool: { http: { maxRequestsPerConnection: 5 } }',
    options({ common_http_protocol_options: { max_requests_per_connection: 5 } }),
  ],
  [
    'connectionPool: { http: { idleTimeout: 6s } }',
    options({ common_http_protocol_options: { idle_timeout: '6s' } }),
  ],
  [
    'connectionPool: { http: { h2UpgradePolicy: UPGRADE, maxConcurrentStreams: 7, http2KeepAlive: { interval: 8s, timeout: 9s } } }',
    options({
      explicit_http_config: {
        http2_protocol_options: {
          max_concurrent_streams: 7,
          connection_keepalive: { interval: '8s', timeout: '9s' },
        },
      },
    }),
  ],
  [
    'connectionPool: { http: { useClientProtocol: true } }',
    options({ use_downstream_protocol_config: { http_protocol_options: {} } }),
  ],
  [
    'outlierDetection: {}',
    {
      outlier_detection: {
        consecutive_5xx: 5,
        enforcing_success_rate: 0,
        interval: '10s',
        base_ejection_time: '30s',
        max_ejection_percent: 10,
      },
      common_lb_config: { healthy_panic_threshold: { value: 0 } },
    },
  ],
  [
    'outlierDetection: { consecutive5xxErrors: 0 }',
    { outlier_detection: { enforcing_consecutive_5xx: 0 } },
  ],
  [
    'outlierDetection: { consecutiveGatewayErrors: 3 }',
    {
      outlier_detection: {
        consecutive_gateway_failure: 3,
        enforcing_consecutive_gateway_failure: 100,
      },
    },
  ],
  [
    'outlierDetection: { minHealthPercent: 40 }',
    { common_lb_config: { healthy_panic_threshold: { value: 40 } } },
  ],
  [
    'outlierDetection: { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 4 }',
    {
      outlier_detection: {
        split_external_local_origin_errors: true,
        consecutive_local_origin_failure: 4,
        enforcing_local_origin_success_rate: 0,
      },
    },
  ],
  [
    'retryBudget: { percent: 30, budgetInterval: 5s }',
    threshold({
      retry_budget: {
        budget_percent: { value: 30 },
        min_retry_concurrency: 3,
        budget_interval: '5s',
      },
    }),
  ],
  [
    'tls: { mode: ISTIO_MUTUAL, sni: a.test, subjectAltNames: [b] }',
    {
      transport_socket: {
        typed_config: {
          sni: 'a.test',
          common_tls_context: {
            validation_context: { match_typed_subject_alt_names: [{ matcher: { exact: 'b' } }] },
          },
        },
      },
    },
  ],
  [
    'tls: { mode: SIMPLE }',
    {
      transport_socket: {
        typed_config: {
          common_tls_context: { validation_context: { trusted_ca: { filename: '/system.pem' } } },
        },
      },
      ...options({ upstream_http_protocol_options: { auto_sni: true, auto_san_validation: true } }),
    },
  ],
  [
    'tls: { mode: SIMPLE, caCertificates: /own.pem, caCrl: /crl.pem, sni: a.test }',
    {
      transport_socket: {
        typed_config: {
          sni: 'a.test',
          common_tls_context: {
            validation_context: {
              trusted_ca: { filename: '/own.pem' },
              crl: { filename: '/crl.pem' },
            },
          },
        },
      },
      ...options({ upstream_http_protocol_options: { auto_sni: false } }),
    },
  ],
  [
    'tls: { mode: SIMPLE, insecureSkipVerify: true }',
    options({ upstream_http_protocol_options: { auto_san_validation: false } }),
  ],
  [
    'tls: { mode: MUTUAL, clientCertificate: /c, privateKey: /k }',
    {
      transport_socket: {
        typed_config: {
          common_tls_context: {
            tls_certificates: [
              { certificate_chain: { filename: '/c' }, private_key: { filename: '/k' } },
            ],
          },
        },
      },
    },
  ],
  [
    'tls: { mode: MUTUAL, credentialName: partner }',
    {
      transport_socket: {
        typed_config: {
          common_tls_context: {
            tls_certificate_sds_secret_configs: [{ name: 'partner' }],
            combined_validation_context: {
              validation_context_sds_secret_config: { name: 'partner-cacert' },
            },
          },
        },
      },
    },
  ],
  [
    'proxyProtocol: { version: V2 }',
    {
      transport_socket_matches: [
        {
          transport_socket: {
            typed_config: {
              config: { version: 'V2' },
              transport_socket: { name: 'envoy.transport_sockets.tls' },
            },
          },
        },
        {},
      ],
    },
  ],
]

test.each(rows)('%s', (policy, expected) => {
  expect(clusterOf(`trafficPolicy: { ${policy} }`)).toMatchObject(expected)
})

test('without a rule there are no limits, and each endpoint says whether it accepts mutual TLS', () => {
  const { cluster, endpoints } = compiled([])
  expect(cluster(name())).toMatchObject({
    lb_policy: 'LEAST_REQUEST',
    transport_socket_matches: [{ match: { tlsMode: 'istio' } }, { match: {} }],
  })
  expect(cluster(name())).not.toHaveProperty('outlier_detection')
  expect(JSON.stringify(endpoints(name())).match(/"tlsMode":"istio"/g)).toHaveLength(3)
})

test('an endpoint whose port does not accept mutual TLS is not marked', () => {
  const off = resource(
    'PeerAuthentication',
    'off',
    'selector: { matchLabels: { version: v2 } }\nportLevelMtls: { "4999": { mode: DISABLE } }',
    'security',
  )
  const text = JSON.stringify(compiled([off]).endpoints(name()))
  expect(text.match(/"tlsMode":"istio"/g)).toHaveLength(1)
})
