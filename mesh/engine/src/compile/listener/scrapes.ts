import { createHash } from 'node:crypto'
import { spiffeId } from '../../model/registry.ts'
import { collectorUser, type ScrapeTarget } from '../../model/workload.ts'
import { tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { certificate, socket, trustedCa, versions, workloadSecret } from '../tls.ts'
import { scrapeManager, scrapeRoute } from './scrape-manager.ts'

const clusterOf = ({ name }: ScrapeTarget): string => `scrape|${name}`

/**
 * The loopback port that a metrics collector uses as its HTTP proxy. Other processes do not know the
 * password, of which the configuration has only the hash.
 */
export function scrapeListeners(scope: Scope): readonly Config[] {
  const { scrapes } = scope.workload
  if (scrapes === undefined) return []
  const manager = scrapeManager(scope, {
    name: 'scrapes',
    filters: [passwordFilter(scrapes.password)],
    hosts: scrapes.targets.map((target) => ({
      name: target.name,
      domains: [target.name],
      routes: target.paths.map((path) => scrapeRoute(path, clusterOf(target))),
    })),
  })
  const listener = typed('config.listener.v3.Listener', {
    name: 'scrapes',
    address: tcpAddress(scrapes.address, scrapes.port),
    traffic_direction: 'OUTBOUND',
    filter_chains: [{ filters: [manager] }],
  })
  return [listener]
}

function passwordFilter(password: string): Config {
  const hash = createHash('sha1').update(password).digest('base64')
  return {
    name: 'envoy.filters.http.basic_auth',
    typed_config: typed('extensions.filters.http.basic_auth.v3.BasicAuth', {
      users: { inline_string: `${collectorUser}:{SHA}${hash}` },
    }),
  }
}

/** A cluster for each target, which accepts only a server with exactly the target's SPIFFE ID. */
export const scrapeClusters = (scope: Scope): readonly Config[] =>
  (scope.workload.scrapes?.targets ?? []).map((target) => {
    const name = clusterOf(target)
    const address = tcpAddress(target.address, target.port)
    return typed('config.cluster.v3.Cluster', {
      name,
      type: 'STATIC',
      connect_timeout: '1s',
      load_assignment: {
        cluster_name: name,
        endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
      },
      transport_socket: mutualTlsTo(scope, target),
    })
  })

const mutualTlsTo = (scope: Scope, target: ScrapeTarget): Config =>
  socket('UpstreamTlsContext', {
    common_tls_context: {
      tls_params: versions,
      alpn_protocols: ['istio', 'http/1.1'],
      ...certificate(workloadSecret),
      ...trustedCa(scope, [{ exact: spiffeId(target, scope.model.settings.trustDomain) }]),
    },
  })
