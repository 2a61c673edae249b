import { expect, it } from 'vitest'
import { compareDestinations, differencesOf } from './compare-fields.ts'
import { fieldsByDestination } from './fields.ts'
import { inboundFields } from './inbound-fields.ts'

const host = 'orders.commerce.svc.cluster.local'
const cluster = {
  name: `outbound|80||${host}`,
  lb_policy: 'LEAST_REQUEST',
  circuit_breakers: { thresholds: [{ max_connections: 64, track_remaining: true }] },
}
const table = (timeout: string) => ({
  virtual_hosts: [
    {
      name: `${host}:80`,
      domains: ['orders', host],
      routes: [
        {
          match: { prefix: '/' },
          route: { cluster: cluster.name, timeout, retry_policy: { retry_on: 'reset,503' } },
        },
      ],
    },
  ],
})

it('fields are equal whatever the number of route tables and the names of their hosts', () => {
  const own = { virtual_hosts: table('5s').virtual_hosts.map((one) => ({ ...one, name: host })) }
  const istiod = fieldsByDestination({
    clusters: [cluster],
    routes: [{ virtual_hosts: [] }, table('5s')],
  })
  const ours = fieldsByDestination({ clusters: [cluster], routes: [own] })
  const { findings, fields } = compareDestinations('gateway', istiod, ours)
  expect(findings).toEqual([])
  expect(fields).toBeGreaterThan(15)
})

it('another timeout, limit or a missing host is found by its name', () => {
  const ours = fieldsByDestination({ clusters: [cluster], routes: [table('5s')] })
  const slower = fieldsByDestination({ clusters: [cluster], routes: [table('6s')] })
  expect(compareDestinations('gateway', slower, ours).findings).toEqual([
    {
      check: 'fields',
      subject: `gateway → ${host}:80`,
      what: 'routes.0.timeout: istiod "6s", ours "5s"',
    },
  ])
  const unlimited = fieldsByDestination({
    clusters: [{ ...cluster, circuit_breakers: {} }],
    routes: [table('5s')],
  })
  expect(compareDestinations('gateway', unlimited, ours).findings[0]?.what).toBe(
    'cluster.limits.connections: istiod 4294967295, ours 64',
  )
  expect(compareDestinations('gateway', new Map(), ours).findings[0]?.what).toContain(
    'does not send',
  )
})

it('a host, a port, a subset or routes that istiod alone sends are found, unless they are excepted', () => {
  const routes = [table('5s')]
  const ours = fieldsByDestination({ clusters: [cluster], routes })
  const found = (more: object, beyond?: ReadonlySet<string>) => {
    const istiod = fieldsByDestination({ clusters: [cluster], routes, ...more })
    return compareDestinations('gateway', istiod, ours, beyond).findings
  }
  const named = (name: string) => ({ clusters: [cluster, { ...cluster, name }] })
  const what = 'istiod sends it, our compiler does not'
  const only = (destination: string) => [
    { check: 'fields', subject: `gateway → ${destination}`, what },
  ]
  expect(found({})).toEqual([])
  expect(found(named('outbound|443||wide.example'))).toEqual(only('wide.example:443'))
  expect(found(named('outbound|443||intranet'))).toEqual(only('intranet:443'))
  expect(found(named(`outbound|8080||${host}`))).toEqual(only(`${host}:8080`))
  expect(found(named(`outbound|80|v2|${host}`))).toEqual(only(`${host}:80 v2`))
  const wide = { name: 'wide.example:80', domains: ['wide.example'], routes: [] }
  expect(found({ routes: [...routes, { virtual_hosts: [wide] }] })).toEqual(only('wide.example:80'))
  expect(found(named('outbound|443||wide.example'), new Set(['wide.example:443']))).toEqual([])
})

it('another address of a destination is none of its own, unless one of its routes leads elsewhere', () => {
  const ours = fieldsByDestination({ clusters: [cluster], routes: [] })
  const found = (...leads: readonly object[]) => {
    const address = { name: `${host}:81`, domains: [`${host}:81`], routes: leads }
    const istiod = fieldsByDestination({
      clusters: [cluster],
      routes: [{ virtual_hosts: [address] }],
    })
    return compareDestinations('gateway', istiod, ours).findings.map(({ subject }) => subject)
  }
  const to = (name: string) => ({ route: { cluster: name } })
  expect(found(to(String(cluster.name)), { direct_response: { status: 404 } })).toEqual([])
  expect(found(to(`outbound|81||${host}`))).toEqual([])
  const weighted = { route: { weighted_clusters: { clusters: [{ name: cluster.name }] } } }
  for (const elsewhere of [to('PassthroughCluster'), weighted])
    expect(found(to(String(cluster.name)), elsewhere)).toEqual([`gateway → ${host}:81`])
})

it('a route to another port of the same host is found', () => {
  const ours = fieldsByDestination({ clusters: [cluster], routes: [table('5s')] })
  const text = JSON.stringify(table('5s')).replace('outbound|80|', 'outbound|8080|')
  const moved = fieldsByDestination({ clusters: [cluster], routes: [JSON.parse(text)] })
  expect(compareDestinations('gateway', moved, ours).findings.map(({ what }) => what)).toEqual([
    `routes.0.destination: istiod "${host}:8080", ours "${host}:80"`,
  ])
})

it('lists of another length differ as a whole', () => {
  expect(differencesOf([1], [1, 2], 'a')).toEqual(['a: istiod [1], ours [1,2]'])
})

it('what a server demands of a connection, and how it reads a request, is compared', () => {
  const listener = (manager: object, tls: object) => ({
    filter_chains: [
      {
        transport_socket: { typed_config: tls },
        filters: [{ typed_config: { '@type': 'a/v3.HttpConnectionManager', ...manager } }],
      },
    ],
  })
  const strict = inboundFields(
    listener({ normalize_path: true, merge_slashes: true }, { require_client_certificate: true }),
  )
  expect(differencesOf(strict, inboundFields(listener({ normalize_path: true }, {})))).toEqual([
    'chains.0.tls.requiresCertificate: istiod true, ours false',
    'chains.0.http.mergesSlashes: istiod true, ours false',
  ])
  const limited = listener({ max_request_headers_kb: 80 }, {})
  expect(differencesOf(inboundFields(limited), inboundFields(listener({}, {})))).toEqual([
    'chains.0.http.headersKiB: istiod 80, ours null',
  ])
})
