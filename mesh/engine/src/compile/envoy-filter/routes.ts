import type { PatchMatch } from '../../model/kinds/envoy-filter/match.ts'
import { isObject } from '../../model/objects.ts'
import { patchesFor } from '../../model/patches-for.ts'
import type { Config } from '../config.ts'
import type { Scope } from '../scope.ts'
import { unwrapped } from './filter-config.ts'

/** The location of a route, in the terms of a patch's `match`. */
export interface RouteLocation {
  readonly routeTable: string
  readonly port: number
  readonly gateway?: string
  readonly host: string
}

/** Merges the matching EnvoyFilter patches into a route. */
export const patchedRoute = (scope: Scope, route: Config, location: RouteLocation): Config =>
  patchesFor(scope.model, scope.workload)
    .filter(
      ({ patch }) => patch.applyTo === 'HTTP_ROUTE' && matchesRoute(patch.match, route, location),
    )
    .reduce((merged, { patch }) => merge(merged, patch.patch.value ?? {}), route)

function matchesRoute(
  match: PatchMatch | undefined,
  route: Config,
  location: RouteLocation,
): boolean {
  const table = match?.routeConfiguration
  const host = table?.vhost
  const one = host?.route
  const wanted = [
    [table?.name, location.routeTable],
    [table?.portNumber || undefined, location.port],
    [table?.gateway, location.gateway],
    [host?.name, location.host],
    [host?.domainName, location.host.split(':')[0]],
    [one?.name, route.name],
  ]
  return (
    wanted.every(([wanted, actual]) => wanted === undefined || wanted === actual) &&
    isKind(one?.action, route)
  )
}

function isKind(action: string | undefined, route: Config): boolean {
  const field = { ROUTE: 'route', REDIRECT: 'redirect', DIRECT_RESPONSE: 'direct_response' }
  return Object.entries(field).every(([kind, key]) => action !== kind || key in route)
}

function merge(route: Config, value: Config): Config {
  const { typed_per_filter_config: settings, route: action } = value
  const own = isObject(route.typed_per_filter_config) ? route.typed_per_filter_config : {}
  const added = isObject(settings)
    ? Object.entries(settings).map(([name, one]) => [name, isObject(one) ? unwrapped(one) : one])
    : []
  const limits = isObject(action) && Array.isArray(action.rate_limits) ? action.rate_limits : []
  const before = isObject(route.route) ? route.route : undefined
  return {
    ...route,
    ...(added.length > 0
      ? { typed_per_filter_config: { ...own, ...Object.fromEntries(added) } }
      : {}),
    ...(limits.length > 0 && before !== undefined
      ? { route: { ...before, rate_limits: [...asList(before.rate_limits), ...limits] } }
      : {}),
  }
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
