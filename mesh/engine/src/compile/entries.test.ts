import { describe, expect, test } from 'vitest'
import { compiled, routesOf } from '../../test/compiled.ts'
import { destinationRule, resource } from '../../test/small-mesh.ts'

const entry = (spec: string, host = 'pay.test') =>
  resource(
    'ServiceEntry',
    'pay',
    `hosts: ['${host}']\nports: [{ number: 80, name: http, protocol: HTTP }]\n${spec}`,
  )
const name = 'outbound|80||pay.test'
const address = (host: string, port: number) => ({
  endpoint: { address: { socket_address: { address: host, port_value: port } } },
})

describe('a ServiceEntry', () => {
  test('with static endpoints provides them, in plaintext', () => {
    const { cluster, endpoints, routes } = compiled([
      entry(
        'resolution: STATIC\nendpoints: [{ address: 1.2.3.4, ports: { http: 81 }, weight: 3, locality: r1/z1 }, { address: unix:///s }]',
      ),
    ])
    expect(cluster(name)).toMatchObject({ type: 'EDS' })
    expect(cluster(name)).not.toHaveProperty('transport_socket_matches')
    expect(endpoints(name).endpoints).toMatchObject([
      {
        locality: { region: 'r1', zone: 'z1' },
        lb_endpoints: [{ ...address('1.2.3.4', 81), load_balancing_weight: 3 }],
      },
      { lb_endpoints: [{ endpoint: { address: { pipe: { path: '/s' } } } }] },
    ])
    expect(routes('pay.test')).toMatchObject([{ route: { cluster: name } }])
  })

  test.each([
    [
      'resolution: DNS',
      {
        type: 'STRICT_DNS',
        load_assignment: { endpoints: [{ lb_endpoints: [address('pay.test', 80)] }] },
      },
    ],
    ['resolution: DNS_ROUND_ROBIN', { type: 'LOGICAL_DNS' }],
    [
      'resolution: DNS\nendpoints: [{ address: real.test, ports: { http: 8080 } }]',
      { load_assignment: { endpoints: [{ lb_endpoints: [address('real.test', 8080)] }] } },
    ],
    [
      'resolution: NONE',
      {
        cluster_type: { name: 'envoy.clusters.dynamic_forward_proxy' },
        lb_policy: 'CLUSTER_PROVIDED',
      },
    ],
  ])('is resolved as configured: %s', (spec, expected) => {
    expect(compiled([entry(spec)]).cluster(name)).toMatchObject(expected)
  })

  test('with a wildcard host is matched by the host of the request', () => {
    const { table } = compiled([entry('resolution: DYNAMIC_DNS', '*.pay.test')])
    const hosts = table('routes').virtual_hosts as readonly { name: string; domains: unknown }[]
    expect(hosts.find((host) => host.name === '*.pay.test')?.domains).toEqual(['*.pay.test'])
  })

  test('that is exported to its own namespace alone does not reach the edge of another one', () => {
    const edge = (to: string) =>
      compiled(
        [
          entry(`resolution: DNS\nexportTo: ['${to}']`),
          resource(
            'VirtualService',
            'pay',
            `hosts: [pay.test]\nexportTo: ['${to}']\nhttp: [{ route: [{ destination: { host: pay.test } }] }]`,
          ),
        ],
        'edge',
      )
    expect(edge('.').cluster(name)).toEqual({})
    expect(edge('*').cluster(name)).toMatchObject({ type: 'STRICT_DNS' })
  })

  test('with several ports is matched by the port in the Host header', () => {
    const two = entry('resolution: DNS').replace(
      'HTTP }]',
      'HTTP }, { number: 8080, name: more, protocol: HTTP }]',
    )
    expect(compiled([two]).routes('pay.test')).toMatchObject([
      {
        match: { headers: [{ name: ':authority', string_match: { suffix: ':8080' } }] },
        route: { cluster: 'outbound|8080||pay.test' },
      },
      { route: { cluster: name } },
    ])
  })

  test('uses HTTP/2 when its protocol does', () => {
    const grpc = entry('resolution: DNS').replace('protocol: HTTP', 'protocol: GRPC')
    expect(JSON.stringify(compiled([grpc]).cluster(name))).toContain('http2_protocol_options')
  })

  test('selects workloads, which use mutual TLS', () => {
    const inside = entry(
      'location: MESH_INTERNAL\nresolution: STATIC\nworkloadSelector: { labels: { app: api, version: v1 } }',
    ).replace('name: http, protocol: HTTP }', 'name: http, protocol: HTTP, targetPort: 4999 }')
    const { endpoints, cluster } = compiled([inside])
    expect(endpoints(name).endpoints).toMatchObject([
      { lb_endpoints: [{ ...address('127.0.0.1', 2), metadata: {} }] },
    ])
    expect(JSON.stringify(cluster(name))).toContain('spiffe://cluster.local/ns/commerce/sa/api')
  })

  test("verifies the server's subjectAltNames", () => {
    const named = entry('resolution: DNS\nsubjectAltNames: [real.test]')
    const tls = destinationRule('trafficPolicy: { tls: { mode: SIMPLE } }').replace(
      'host: api',
      'host: pay.test',
    )
    expect(JSON.stringify(compiled([named, tls]).cluster(name))).toContain('"exact":"real.test"')
  })

  test('is visible only in namespaces that it is exported to', () => {
    const hidden = (to: string) =>
      compiled([
        entry(`resolution: DNS\nexportTo: ['${to}']`).replace(
          'namespace: commerce',
          'namespace: other',
        ),
      ]).cluster(name)
    expect(hidden('*')).toHaveProperty('name')
    expect(hidden('commerce')).toHaveProperty('name')
    expect(hidden('.')).not.toHaveProperty('name')
    expect(hidden('~')).not.toHaveProperty('name')
  })
})

test('a ServiceEntry for a host and port of workloads of the mesh is refused', () => {
  const own = entry('resolution: DNS', 'api.commerce.svc.cluster.local').replace(
    'number: 80',
    'number: 4999',
  )
  expect(() => compiled([own])).toThrow('spec.hosts: port 4999 of api.commerce')
})

describe('a Sidecar', () => {
  const sidecar = (spec: string, name = 'web', namespace = 'commerce') =>
    resource('Sidecar', name, spec).replace('namespace: commerce', `namespace: ${namespace}`)
  const hostsOf = (...resources: readonly string[]) => {
    const { virtual_hosts: hosts } = compiled(resources).table('routes')
    return (hosts as readonly { name: string }[]).map((host) => host.name.split('.')[0])
  }

  test.each([
    ["'./*'", ['web', 'api', 'allow_any']],
    ["'*/*'", ['web', 'api', 'allow_any']],
    ["'commerce/api.commerce.svc.cluster.local'", ['api', 'allow_any']],
    ["'other/*'", ['allow_any']],
    ["'./*', '~commerce/web.commerce.svc.cluster.local'", ['api', 'allow_any']],
    ["'./*.commerce.svc.cluster.local'", ['web', 'api', 'allow_any']],
  ])('includes the hosts of its egress: %s', (hosts, expected) => {
    expect(hostsOf(sidecar(`egress: [{ hosts: [${hosts}] }]`))).toEqual(expected)
  })

  test('of the workload overrides that of its namespace, and that of the root namespace', () => {
    const only = (host: string) => `egress: [{ hosts: ['*/${host}.commerce.svc.cluster.local'] }]`
    const root = sidecar(only('web'), 'root', 'istio-system')
    const own = sidecar(only('api'), 'own')
    const mine = sidecar(`workloadSelector: { labels: { tier: front } }\n${only('web')}`, 'mine')
    const others = sidecar(`workloadSelector: { labels: { tier: back } }\n${only('web')}`, 'others')
    expect(hostsOf(root)).toEqual(['web', 'allow_any'])
    expect(hostsOf(root, own, others)).toEqual(['api', 'allow_any'])
    expect(hostsOf(root, own, mine)).toEqual(['web', 'allow_any'])
  })

  test('with a port applies only to services of that port', () => {
    const spec =
      "egress: [{ port: { number: 4999, protocol: HTTP, name: a }, hosts: ['*/api.commerce.svc.cluster.local'] }, { hosts: ['*/web.commerce.svc.cluster.local'] }]"
    expect(hostsOf(sidecar(spec))).toEqual(['api', 'allow_any'])
  })

  test('keeps the clusters of its routes without their virtual hosts', () => {
    const route = resource(
      'VirtualService',
      'web',
      'hosts: [web]\nhttp: [{ route: [{ destination: { host: api } }] }]',
    )
    const made = compiled([
      sidecar("egress: [{ hosts: ['./web.commerce.svc.cluster.local'] }]"),
      route,
    ])
    expect(made.cluster('outbound|4999||api.commerce.svc.cluster.local')).toHaveProperty('name')
    expect(routesOf(made.table('routes'), 'api.commerce.svc.cluster.local')).toEqual([])
  })

  test.each([
    [
      'outboundTrafficPolicy: { mode: REGISTRY_ONLY }',
      { name: 'block_all', routes: [{ direct_response: { status: 502 } }] },
    ],
    [
      'outboundTrafficPolicy: { mode: ALLOW_ANY }',
      { routes: [{ route: { cluster: 'PassthroughCluster' } }] },
    ],
    [
      'outboundTrafficPolicy: { mode: ALLOW_ANY, egressProxy: { host: api.commerce.svc.cluster.local, port: { number: 4999 } } }',
      { routes: [{ route: { cluster: 'outbound|4999||api.commerce.svc.cluster.local' } }] },
    ],
  ])('sets the destination of all other hosts: %s', (spec, expected) => {
    const { virtual_hosts: hosts } = compiled([sidecar(spec)]).table('routes')
    expect((hosts as readonly object[]).at(-1)).toMatchObject(expected)
  })

  test('limits inbound requests', () => {
    const made = compiled([sidecar('inboundConnectionPool: { http: { http2MaxRequests: 9 } }')])
    expect(JSON.stringify(made.cluster('inbound|4999||'))).toContain('"max_requests":9')
  })
})
