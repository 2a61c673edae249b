import type {
  HttpRoute,
  WeightedDestination,
} from '../../model/kinds/virtual-service/http-route.ts'
import { type Config, seconds } from '../config.ts'
import type { Scope } from '../scope.ts'
import { type ResolvedDestination, resolveDestination } from './destinations.ts'
import { hashPolicy } from './hash.ts'
import { headerChange } from './headers.ts'
import { fraction } from './percentage.ts'
import { retryPolicy } from './retry.ts'

export interface RouteContext {
  readonly namespace: string
  readonly listenPort: number
}

/** The action of a route: clusters, timeout, retries, rewrites, mirrors, hashing. */
export function routeAction(scope: Scope, http: HttpRoute, context: RouteContext): Config {
  const clusters = weightedClustersOf(scope, http, context)
  const [only] = clusters
  const single = http.route?.length === 1 ? only : undefined
  const hashes = clusters.flatMap(({ destination }) => hashPolicy(scope, destination))
  const ownAuthority = headerChange(http.headers).authority
  const authority =
    http.rewrite?.authority || ownAuthority || (single && headerChange(single.headers).authority)
  return {
    ...(single === undefined
      ? { weighted_clusters: { clusters: clusters.map(weighted) } }
      : { cluster: single.destination.cluster }),
    timeout: http.timeout === undefined ? '0s' : seconds(http.timeout),
    max_grpc_timeout: http.timeout === undefined ? '0s' : seconds(http.timeout),
    ...retryPolicy(
      http.retries ?? scope.model.settings.written.defaultHttpRetryPolicy,
      single !== undefined && hashes.length > 0,
    ),
    ...(authority ? { host_rewrite_literal: authority } : {}),
    ...rewriteConfig(http.rewrite),
    ...mirrorConfig(scope, http, context),
    ...(hashes.length > 0 ? { hash_policy: hashes } : {}),
  }
}

interface WeightedCluster {
  readonly destination: ResolvedDestination
  readonly weight: number
  readonly headers: WeightedDestination['headers']
}

/** The clusters of a route; of several destinations, those without weight are omitted. */
export function weightedClustersOf(
  scope: Scope,
  { route = [] }: HttpRoute,
  context: RouteContext,
): readonly WeightedCluster[] {
  return route
    .filter(({ weight = 0 }) => route.length === 1 || weight > 0)
    .map(({ destination, weight = 0, headers }) => ({
      destination: resolveDestination(scope, destination, context.namespace, context.listenPort),
      weight,
      headers,
    }))
}

function weighted({ destination, weight, headers }: WeightedCluster): Config {
  const { config, authority } = headerChange(headers)
  return {
    name: destination.cluster,
    weight,
    ...config,
    ...(authority === undefined ? {} : { host_rewrite_literal: authority }),
  }
}

function rewriteConfig(rewrite: HttpRoute['rewrite']): Config {
  if (rewrite?.uriRegexRewrite !== undefined) {
    const { match, rewrite: substitution } = rewrite.uriRegexRewrite
    return { regex_rewrite: { pattern: { regex: match }, substitution } }
  }
  return rewrite?.uri ? { prefix_rewrite: rewrite.uri } : {}
}

function mirrorConfig(scope: Scope, http: HttpRoute, context: RouteContext): Config {
  const whole = { value: 100 }
  const percent = http.mirrorPercentage ?? { value: http.mirrorPercent ?? whole.value }
  const mirrors = [
    ...(http.mirror ? [{ destination: http.mirror, percentage: percent }] : []),
    ...(http.mirrors ?? []),
  ].filter(({ percentage = whole }) => (percentage.value ?? 0) > 0)
  if (mirrors.length === 0) return {}
  return {
    request_mirror_policies: mirrors.map(({ destination, percentage = whole }) => ({
      cluster: resolveDestination(scope, destination, context.namespace, context.listenPort)
        .cluster,
      runtime_fraction: { default_value: fraction(percentage) },
      trace_sampled: false,
      disable_shadow_host_suffix_append: true,
    })),
  }
}
