import { inboundCluster } from '../cluster/inbound.ts'
import type { Config } from '../config.ts'
import { patchedRoute } from '../envoy-filter/routes.ts'
import type { Scope } from '../scope.ts'
import { routeTable } from './table.ts'

/** The inbound route table, which routes every request to the application. */
export function inboundRoutes(scope: Scope): readonly Config[] {
  const { workload } = scope
  if (workload.inbound.protocol !== 'http') return []
  const port = workload.inbound.servicePort
  const host = `inbound|http|${port}`
  const written: Config = {
    match: { prefix: '/' },
    decorator: { operation: `${workload.service} inbound`, propagate: false },
    route: {
      cluster: inboundCluster(workload),
      timeout: '0s',
      retry_policy: { retry_on: 'reset-before-request', num_retries: 2 },
    },
  }
  const name = inboundCluster(workload)
  const route = patchedRoute(scope, written, { routeTable: name, port, host })
  return [routeTable(name, [{ name: host, domains: ['*'], routes: [route] }])]
}
