import { expect, test } from 'vitest'
import { compiled, routesOf } from '../../../test/compiled.ts'
import { resource } from '../../../test/small-mesh.ts'

const gateway = (server: string, name = 'edge') =>
  resource('Gateway', name, `selector: { istio: ingressgateway }\nservers: [{ ${server} }]`)
const https = (tls: string, hosts = 'a.test') =>
  gateway(
    `port: { number: 443, name: https, protocol: HTTPS }, hosts: ['${hosts}'], tls: { ${tls} }`,
  )
const service = (spec: string, name = 'a') =>
  resource('VirtualService', name, `hosts: [a.test]\ngateways: [edge]\n${spec}`)
const toApi = 'http: [{ route: [{ destination: { host: api } }] }]'
const atEdge = (...resources: readonly string[]) => compiled(resources, 'edge')
const chainsOf = (...resources: readonly string[]) =>
  atEdge(...resources).listener('edge').filter_chains as readonly object[]
const context = (expected: object) => ({ transport_socket: { typed_config: expected } })
const common = (expected: object) => context({ common_tls_context: expected })
const simple = 'mode: SIMPLE, credentialName: c'
const table = 'https.443.https.edge.commerce'

const rows: readonly (readonly [string, object])[] = [
  [
    simple,
    context({
      require_client_certificate: false,
      common_tls_context: { tls_certificate_sds_secret_configs: [{ name: 'c' }] },
    }),
  ],
  [
    'mode: SIMPLE, credentialNames: [c, d]',
    common({ tls_certificate_sds_secret_configs: [{ name: 'c' }, { name: 'd' }] }),
  ],
  [
    'mode: SIMPLE, serverCertificate: /c, privateKey: /k',
    common({ tls_certificates: [{ certificate_chain: { filename: '/c' } }] }),
  ],
  [
    'mode: SIMPLE, tlsCertificates: [{ serverCertificate: /c, privateKey: /k }]',
    common({ tls_certificates: [{ private_key: { filename: '/k' } }] }),
  ],
  [
    'mode: MUTUAL, credentialName: c',
    context({
      require_client_certificate: true,
      common_tls_context: {
        combined_validation_context: { validation_context_sds_secret_config: { name: 'c-cacert' } },
      },
    }),
  ],
  [
    'mode: MUTUAL, credentialName: c, caCertCredentialName: d',
    common({
      combined_validation_context: { validation_context_sds_secret_config: { name: 'd-cacert' } },
    }),
  ],
  [
    'mode: MUTUAL, serverCertificate: /c, privateKey: /k, caCertificates: /ca, caCrl: /crl',
    common({ validation_context: { trusted_ca: { filename: '/ca' }, crl: { filename: '/crl' } } }),
  ],
  [
    'mode: MUTUAL, credentialName: c, subjectAltNames: [b.test]',
    common({
      combined_validation_context: {
        default_validation_context: {
          match_typed_subject_alt_names: [
            { san_type: 'DNS', matcher: { exact: 'b.test' } },
            {},
            {},
          ],
        },
      },
    }),
  ],
  [
    'mode: MUTUAL, credentialName: c, verifyCertificateSpki: [x], verifyCertificateHash: [y]',
    common({
      combined_validation_context: {
        default_validation_context: {
          verify_certificate_spki: ['x'],
          verify_certificate_hash: ['y'],
        },
      },
    }),
  ],
  [
    'mode: OPTIONAL_MUTUAL, credentialName: c',
    context({
      require_client_certificate: false,
      common_tls_context: { combined_validation_context: {} },
    }),
  ],
  [
    'mode: ISTIO_MUTUAL',
    context({
      require_client_certificate: true,
      common_tls_context: { tls_certificate_sds_secret_configs: [{ name: 'default' }] },
    }),
  ],
  [
    `${simple}, minProtocolVersion: TLSV1_3`,
    common({ tls_params: { tls_minimum_protocol_version: 'TLSv1_3' } }),
  ],
  [
    `${simple}, maxProtocolVersion: TLSV1_2`,
    common({ tls_params: { tls_maximum_protocol_version: 'TLSv1_2' } }),
  ],
  [`${simple}, cipherSuites: [A, A, B]`, common({ tls_params: { cipher_suites: ['A', 'B'] } })],
]

test.each(rows)('tls: %s', (tls, expected) => {
  expect(chainsOf(https(tls))).toMatchObject([expected])
})

test('several servers of a port are selected by SNI', () => {
  const chains = chainsOf(
    https(simple),
    gateway(
      "port: { number: 443, name: https, protocol: HTTPS }, hosts: ['./*.b.test'], tls: { mode: SIMPLE, credentialName: d }",
      'second',
    ),
  )
  expect(chains).toMatchObject([
    { filter_chain_match: { server_names: ['a.test'] } },
    { filter_chain_match: { server_names: ['*.b.test'] } },
  ])
})

test('TLS passthrough is routed by SNI, without HTTP', () => {
  const [chain, ...more] = chainsOf(
    gateway(
      "port: { number: 443, name: tls, protocol: TLS }, hosts: ['*.test'], tls: { mode: PASSTHROUGH }",
    ),
    service('tls: [{ match: [{ sniHosts: [a.test] }], route: [{ destination: { host: api } }] }]'),
  )
  expect(more).toEqual([])
  const text = JSON.stringify(chain)
  expect(text).toContain('outbound|4999||api.commerce.svc.cluster.local')
  expect(text).toContain('istio.authorization.allow')
  expect(text).not.toContain('http_connection_manager')
})

test('a Gateway of another namespace is named with its namespace, and one that no VirtualService names has no routes', () => {
  const routesFor = (...gateways: readonly string[]) =>
    routesOf(
      atEdge(https(simple), service(toApi).replace('[edge]', `[${gateways}]`)).table(table),
      'a.test:443',
    )
  expect(routesFor('edge')).toHaveLength(1)
  expect(routesFor('commerce/edge')).toHaveLength(1)
  expect(routesFor('other/edge')).toHaveLength(0)
  expect(routesFor('mesh')).toHaveLength(0)
})

test('the narrower of two wildcards becomes the host', () => {
  const wide = atEdge(https(simple, '*.test'), service(toApi)).table(table)
  expect(routesOf(wide, 'a.test:443')).toHaveLength(1)
  const narrow = atEdge(
    https(simple),
    service(toApi).replace('hosts: [a.test]', "hosts: ['*.test']"),
  )
  expect(routesOf(narrow.table(table), 'a.test:443')).toHaveLength(1)
})

test('of merged routes, those that match everything come last', () => {
  const other = service(
    'http: [{ match: [{ uri: { exact: /z } }], route: [{ destination: { host: web } }] }]',
    'z',
  )
  const routes = routesOf(atEdge(https(simple), service(toApi), other).table(table), 'a.test:443')
  expect(routes).toMatchObject([{ match: { path: '/z' } }, { match: { prefix: '/' } }])
})

test('plain HTTP is redirected when the Gateway says so, with and without routes', () => {
  const http =
    'port: { number: 443, name: http, protocol: HTTP }, hosts: [a.test], tls: { httpsRedirect: true }'
  expect(atEdge(gateway(http)).table('http.443').virtual_hosts).toMatchObject([
    { require_tls: 'ALL', routes: [] },
  ])
})

test('a port without a reserved local port is refused with its line', () => {
  const two = `${https(simple)}\n---\n${gateway('port: { number: 80, name: http, protocol: HTTP }, hosts: [a.test]', 'plain')}`
  expect(() => atEdge(two)).toThrow(
    'a.yaml:8: spec.servers[0].port.number: no local port is reserved',
  )
})

test('two servers of a port with the same host are refused', () => {
  expect(() => atEdge(https(simple), https(simple).replace('name: edge', 'name: twin'))).toThrow(
    'spec.servers[0].hosts[0]: a.test is already served at this port by a.yaml',
  )
})
