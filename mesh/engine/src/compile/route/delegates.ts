import type { StringMatch } from '../../model/kinds/string-match.ts'
import type { HttpMatch } from '../../model/kinds/virtual-service/http-match.ts'
import type { HttpRoute } from '../../model/kinds/virtual-service/http-route.ts'
import type { VirtualService } from '../../model/kinds/virtual-service.ts'
import type { Resource } from '../../model/resource.ts'
import { isVisible } from '../../model/visibility.ts'
import type { Scope } from '../scope.ts'

/** A route, and the namespace in which its destination hosts are resolved. */
export interface OwnedRoute {
  readonly http: HttpRoute
  readonly namespace: string
}

/**
 * The routes of a VirtualService, with each delegating route replaced by the routes of its
 * delegate.
 */
export const withDelegates = (
  { model }: Scope,
  service: Resource<VirtualService>,
): readonly OwnedRoute[] =>
  service.spec.http.flatMap((http) => {
    if (http.delegate === undefined) return [{ http, namespace: service.namespace }]
    const { name, namespace = service.namespace } = http.delegate
    const found = model.VirtualService.find(
      (one) =>
        one.name === name &&
        one.namespace === (namespace || service.namespace) &&
        one.spec.hosts.length === 0 &&
        isVisible(one, service.namespace),
    )
    return (found?.spec.http ?? []).flatMap((own) => {
      const merged = mergeRoutes(http, own)
      return merged === undefined || found === undefined
        ? []
        : [{ http: merged, namespace: found.namespace }]
    })
  })

/**
 * Merges a delegate's route into its root route; undefined when their matches exclude each other.
 */
function mergeRoutes(root: HttpRoute, own: HttpRoute): HttpRoute | undefined {
  const match = mergeMatches(root.match ?? [], own.match ?? [])
  if (match === undefined) return undefined
  const { delegate: _, route: __, redirect: ___, ...inherited } = root
  const names = [root.name, own.name].filter(Boolean).join('-')
  return { ...inherited, ...own, match: [...match], ...(names ? { name: names } : {}) }
}

function mergeMatches(
  root: readonly HttpMatch[],
  own: readonly HttpMatch[],
): readonly HttpMatch[] | undefined {
  if (root.length === 0) return own
  if (own.length === 0) return root
  const merged = own.map((inner) =>
    root.filter((outer) => isWithin(inner, outer)).map((outer) => mergeMatch(outer, inner)),
  )
  return merged.some((some) => some.length === 0) ? undefined : merged.flat()
}

function mergeMatch(outer: HttpMatch, inner: HttpMatch): HttpMatch {
  const name = [outer.name, inner.name].filter(Boolean).join('-')
  return {
    ...outer,
    ...inner,
    ...(name ? { name } : {}),
    headers: { ...outer.headers, ...inner.headers },
    withoutHeaders: { ...outer.withoutHeaders, ...inner.withoutHeaders },
    queryParams: { ...outer.queryParams, ...inner.queryParams },
    sourceLabels: { ...outer.sourceLabels, ...inner.sourceLabels },
  }
}

type Named = Readonly<Record<string, StringMatch>> | undefined

/** Whether a delegate's match is compatible with the root's match. */
function isWithin(inner: HttpMatch, outer: HttpMatch): boolean {
  const plain = (['uri', 'scheme', 'method', 'authority'] as const).every((field) =>
    agrees(outer[field], inner[field]),
  )
  const named = (['headers', 'withoutHeaders', 'queryParams'] as const).every((field) =>
    allAgree(outer[field], inner[field]),
  )
  const labels = Object.entries(inner.sourceLabels ?? {}).every(
    ([key, value]) => (outer.sourceLabels?.[key] ?? value) === value,
  )
  return (
    plain &&
    named &&
    labels &&
    (outer.ignoreUriCase ?? false) === (inner.ignoreUriCase ?? false) &&
    (outer.port === undefined || inner.port === undefined || outer.port === inner.port) &&
    (!outer.sourceNamespace || outer.sourceNamespace === inner.sourceNamespace) &&
    gatewaysAgree(outer.gateways ?? [], inner.gateways ?? [])
  )
}

const allAgree = (outer: Named, inner: Named) =>
  Object.entries(inner ?? {}).every(([key, match]) => agrees(outer?.[key], match))

const gatewaysAgree = (outer: readonly string[], inner: readonly string[]) =>
  outer.length === 0 || inner.every((name) => outer.includes(name))

function agrees(outer: StringMatch | undefined, inner: StringMatch | undefined): boolean {
  if (outer === undefined || inner === undefined) return true
  if (outer.regex !== undefined || inner.regex !== undefined) return false
  if (outer.exact !== undefined) return inner.exact === outer.exact
  const prefix = outer.prefix ?? ''
  return (inner.prefix ?? inner.exact ?? '').startsWith(prefix)
}
