import { expect, it } from 'vitest'
import { istiodInbound } from './istiod-inbound.ts'
import { atPort, istioOnlyFilters, runnable } from './runnable.ts'

const typed = (type: string, more: object = {}) => ({
  name: type,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...more },
})
const rbac = typed('envoy.extensions.filters.http.rbac.v3.RBAC', {
  rules: {
    policies: { a: { permissions: [{ destination_port: 4222 }, { destination_port: 1 }] } },
  },
})
const istio = typed('io.istio.http.peer_metadata.Config')
const manager = typed('HttpConnectionManager', {
  http_filters: [istio, rbac],
  access_log: [{ name: 'a' }],
  tracing: {},
})
const tls = {
  common_tls_context: {
    tls_certificate_sds_secret_configs: [{ name: 'default' }],
    combined_validation_context: {
      default_validation_context: { match_subject_alt_names: [{ prefix: 'spiffe://a/' }] },
      validation_context_sds_secret_config: { name: 'ROOTCA' },
    },
  },
}
const chain = (port: number) => ({
  filter_chain_match: { destination_port: port, transport_protocol: 'tls' },
  filters: [manager],
  transport_socket: { typed_config: tls },
})
const sent = {
  ...{ clusters: [], endpoints: [], routes: [] },
  listeners: [{ name: 'virtualInbound', filter_chains: [chain(4222), chain(80)] }],
}
const identity = { certPem: 'CERT', keyPem: 'KEY', caFile: '/ca.pem' }

it('the filter chains of one port are taken out of the inbound listener', () => {
  const listener = istiodInbound(sent, 4222)
  expect(listener.filter_chains).toMatchObject([
    { filter_chain_match: { transport_protocol: 'tls' }, filters: [manager] },
  ])
  expect(JSON.stringify(listener)).not.toContain('filter_chain_match":{"destination_port')
  expect(() => istiodInbound(sent, 81)).toThrow('port 81')
})

it('filters of Istio, logs and traces go, and policies stay', () => {
  const listener = runnable(istiodInbound(sent, 4222), identity)
  expect(istioOnlyFilters(istiodInbound(sent, 4222))).toEqual([
    'type.googleapis.com/io.istio.http.peer_metadata.Config',
  ])
  expect(istioOnlyFilters(listener)).toEqual([])
  const text = JSON.stringify(listener)
  expect(text).toContain('filters.http.rbac')
  expect(text).not.toMatch(/access_log|tracing/)
})

it('the certificate comes from a file, and what is demanded of the client stays', () => {
  const text = JSON.stringify(runnable(istiodInbound(sent, 4222), identity))
  expect(text).toContain('"inline_string":"CERT"')
  expect(text).toContain(
    '"validation_context":{"match_subject_alt_names":[{"prefix":"spiffe://a/"}],"trusted_ca":{"filename":"/ca.pem"}}',
  )
  expect(text).not.toContain('sds')
})

it("a policy about the workload's port is about the loopback port", () => {
  const text = JSON.stringify(atPort({ filters: [rbac] }, 'a', 4222, 9999))
  expect(text).toContain('[{"destination_port":9999},{"destination_port":1}]')
})
