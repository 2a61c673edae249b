import type {
  HttpRoute,
  WeightedDestination,
} from '../../model/kinds/virtual-service/http-route.ts'
import { type Config, seconds } from '../config.ts'
import type { Scope } from '../scope.ts'
import { type Reached, reachedBy } from './destinations.ts'
import { hashPolicy } from './hash.ts'
import { headerChange } from './headers.ts'
import { fraction } from './percentage.ts'
import { retryPolicy } from './retry.ts'

export interface Place {
  readonly namespace: string
  readonly listenPort: number
}

/** Where a route sends its requests, and how. */
export function routeAction(scope: Scope, http: HttpRoute, place: Place): Config {
  const shares = sharesOf(scope, http, place)
  const [only] = shares
  const single = http.route?.length === 1 ? only : undefined
  const hashes = shares.flatMap(({ reached }) => hashPolicy(scope, reached))
  const ownAuthority = headerChange(http.headers).authority
  const authority =
    http.rewrite?.authority || ownAuthority || (single && headerChange(single.headers).authority)
  return {
    ...(single === undefined
      ? { weighted_clusters: { clusters: shares.map(weighted) } }
      : { cluster: single.reached.cluster }),
    timeout: http.timeout === undefined ? '0s' : seconds(http.timeout),
    max_grpc_timeout: http.timeout === undefined ? '0s' : seconds(http.timeout),
    ...retryPolicy(
      http.retries ?? scope.model.settings.written.defaultHttpRetryPolicy,
      single !== undefined && hashes.length > 0,
    ),
    ...(authority ? { host_rewrite_literal: authority } : {}),
    ...rewritten(http.rewrite),
    ...mirrored(scope, http, place),
    ...(hashes.length > 0 ? { hash_policy: hashes } : {}),
  }
}

interface Share {
  readonly reached: Reached
  readonly weight: number
  readonly headers: WeightedDestination['headers']
}

/** Of several destinations those without weight get nothing. */
export function sharesOf(scope: Scope, { route = [] }: HttpRoute, place: Place): readonly Share[] {
  return route
    .filter(({ weight = 0 }) => route.length === 1 || weight > 0)
    .map(({ destination, weight = 0, headers }) => ({
      reached: reachedBy(scope, destination, place.namespace, place.listenPort),
      weight,
      headers,
    }))
}

function weighted({ reached, weight, headers }: Share): Config {
  const { config, authority } = headerChange(headers)
  return {
    name: reached.cluster,
    weight,
    ...config,
    ...(authority === undefined ? {} : { host_rewrite_literal: authority }),
  }
}

function rewritten(rewrite: HttpRoute['rewrite']): Config {
  if (rewrite?.uriRegexRewrite !== undefined) {
    const { match, rewrite: substitution } = rewrite.uriRegexRewrite
    return { regex_rewrite: { pattern: { regex: match }, substitution } }
  }
  return rewrite?.uri ? { prefix_rewrite: rewrite.uri } : {}
}

function mirrored(scope: Scope, http: HttpRoute, place: Place): Config {
  const whole = { value: 100 }
  const percent = http.mirrorPercentage ?? { value: http.mirrorPercent ?? whole.value }
  const mirrors = [
    ...(http.mirror ? [{ destination: http.mirror, percentage: percent }] : []),
    ...(http.mirrors ?? []),
  ].filter(({ percentage = whole }) => (percentage.value ?? 0) > 0)
  if (mirrors.length === 0) return {}
  return {
    request_mirror_policies: mirrors.map(({ destination, percentage = whole }) => ({
      cluster: reachedBy(scope, destination, place.namespace, place.listenPort).cluster,
      runtime_fraction: { default_value: fraction(percentage) },
      trace_sampled: false,
      disable_shadow_host_suffix_append: true,
    })),
  }
}
