import type { HttpRoute } from '../../model/kinds/virtual-service/http-route.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import { outboundCluster, qualify, type Service } from '../../model/registry.ts'
import type { Resource } from '../../model/resource.ts'
import { type Config, seconds } from '../config.ts'
import { routeMatch } from './match.ts'
import { retryPolicy } from './retry.ts'

/** The routes of a VirtualService in their order: one for each `match` entry. */
export const routesOf = (
  { spec, namespace }: Resource<VirtualService>,
  services: readonly Service[],
): readonly Config[] =>
  spec.http.flatMap((http) => {
    const target = targetOf(http, namespace, services)
    const matches = http.match === undefined || http.match.length === 0 ? [undefined] : http.match
    return matches.map((match) => ({
      ...(http.name ? { name: http.name } : {}),
      match: routeMatch(match),
      decorator: decorator(target),
      route: { ...action(http, match?.uri?.prefix), cluster: outboundCluster(target) },
    }))
  })

type Destination = Pick<Service, 'host' | 'port'>

// A service that does not run now keeps its route, which then answers 503.
function targetOf(
  { route = [] }: HttpRoute,
  namespace: string,
  services: readonly Service[],
): Destination {
  const [{ destination } = { destination: { host: '' } }] = route
  const host = qualify(destination.host, namespace)
  const service = services.find((one) => one.host === host)
  return { host, port: destination.port?.number ?? service?.port ?? 80 }
}

function action({ timeout, retries, rewrite }: HttpRoute, prefix: string | undefined): Config {
  return {
    timeout: timeout === undefined ? '0s' : seconds(timeout),
    ...retryPolicy(retries),
    ...(rewrite?.authority ? { host_rewrite_literal: rewrite.authority } : {}),
    ...(rewrite?.uri ? rewriteUri(rewrite.uri, prefix) : {}),
  }
}

const rewriteUri = (uri: string, prefix: string | undefined): Config =>
  prefix === undefined
    ? { regex_rewrite: { pattern: { regex: '[^?]*' }, substitution: uri } }
    : { prefix_rewrite: uri }

/** The route to a service that no VirtualService speaks of: no timeout, Istio's default retries. */
export const plainRoute = (service: Service): Config => ({
  match: { prefix: '/' },
  decorator: decorator(service),
  route: { cluster: outboundCluster(service), timeout: '0s', ...retryPolicy(undefined) },
})

const decorator = ({ host, port }: Destination): Config => ({
  operation: `${host}:${port}/*`,
  propagate: false,
})
