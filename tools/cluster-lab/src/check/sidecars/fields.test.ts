import { expect, it } from 'vitest'
import { compareHosts, differencesOf } from './compare-fields.ts'
import { fieldsByHost } from './fields.ts'
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

it('fields are equal whatever the port of the cluster and the number of route tables', () => {
  const own = { ...cluster, name: `outbound|4001||${host}` }
  const istiod = fieldsByHost({ clusters: [cluster], routes: [{ virtual_hosts: [] }, table('5s')] })
  const ours = fieldsByHost({ clusters: [own], routes: [table('5s')] })
  const { findings, fields } = compareHosts('gateway', istiod, ours)
  expect(findings).toEqual([])
  expect(fields).toBeGreaterThan(15)
})

it('another timeout, limit or a missing host is found by its name', () => {
  const ours = fieldsByHost({ clusters: [cluster], routes: [table('5s')] })
  const slower = fieldsByHost({ clusters: [cluster], routes: [table('6s')] })
  expect(compareHosts('gateway', slower, ours).findings).toEqual([
    {
      check: 'fields',
      subject: `gateway → ${host}`,
      what: 'routes.0.timeout: istiod "6s", ours "5s"',
    },
  ])
  const unlimited = fieldsByHost({
    clusters: [{ ...cluster, circuit_breakers: {} }],
    routes: [table('5s')],
  })
  expect(compareHosts('gateway', unlimited, ours).findings[0]?.what).toBe(
    'cluster.limits.connections: istiod 4294967295, ours 64',
  )
  expect(compareHosts('gateway', new Map(), ours).findings[0]?.what).toContain('does not send')
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
