import { type Config, typed } from '../config.ts'

const maxResponseBytes = 1_048_576

export const routeTable = (name: string, hosts: readonly Config[]): Config =>
  typed('config.route.v3.RouteConfiguration', {
    name,
    validate_clusters: false,
    ignore_port_in_host_matching: true,
    max_direct_response_body_size_bytes: maxResponseBytes,
    virtual_hosts: hosts,
  })

/**
 * Keeps each domain in its first virtual host only: Envoy rejects a route table with a repeated
 * domain.
 */
export function withUniqueDomains(hosts: readonly VirtualHost[]): readonly VirtualHost[] {
  const seen = new Set<string>()
  return hosts.flatMap((host) => {
    const domains = host.domains.filter((domain) => !seen.has(domain))
    for (const domain of domains) seen.add(domain)
    return domains.length > 0 ? [{ ...host, domains }] : []
  })
}

export interface VirtualHost extends Config {
  readonly name: string
  readonly domains: readonly string[]
  readonly routes: readonly Config[]
}
