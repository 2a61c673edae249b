import { trafficPolicyFor } from '../cluster/policy.ts'
import { destinationRuleFor } from '../cluster/rule.ts'
import { type Config, seconds } from '../config.ts'
import type { Scope } from '../scope.ts'
import type { ResolvedDestination } from './destinations.ts'

type Destination = Pick<ResolvedDestination, 'host' | 'port' | 'subset' | 'service'>

/** The hash policy of a route, when the DestinationRule sets `consistentHash`. */
export function hashPolicy(
  scope: Scope,
  { host, port, subset, service }: Destination,
): readonly Config[] {
  const owner = { host, namespace: service?.namespace ?? '' }
  const hash = trafficPolicyFor(destinationRuleFor(scope, owner), port, subset).loadBalancer
    ?.consistentHash
  if (hash === undefined) return []
  if (hash.httpHeaderName) return [{ header: { header_name: hash.httpHeaderName } }]
  if (hash.httpCookie !== undefined) {
    const { name, path, ttl, attributes } = hash.httpCookie
    return [
      {
        cookie: {
          name,
          ...(path ? { path } : {}),
          ...(ttl === undefined ? {} : { ttl: seconds(ttl) }),
          ...(attributes?.length ? { attributes } : {}),
        },
      },
    ]
  }
  if (hash.useSourceIp) return [{ connection_properties: { source_ip: true } }]
  if (hash.httpQueryParameterName)
    return [{ query_parameter: { name: hash.httpQueryParameterName } }]
  return []
}
