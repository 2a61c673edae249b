import { isObject, type Json, mapObjects, objects, typeOf } from './json.ts'

/** Filters that EnvoyFilters insert at the edge, by the type of their configuration. */
const inserted = ['HeaderMutation', 'LocalRateLimit', 'Buffer']
/** Filters that refuse a request or send it on: an inserted one must come before or after them. */
const decisive = ['JwtAuthentication', 'RBAC', 'ExtAuthz', 'Router']

/** The filters of a connection manager that EnvoyFilters insert, with all their settings, and their place among the deciding ones. */
export function insertedFilters(manager: Json): Json {
  const configs = objects(manager.http_filters).map(configOf)
  const order = configs.map(typeOf).filter((type) => [...inserted, ...decisive].includes(type))
  return {
    order: order.filter((type, index) => type !== order[index - 1]),
    filters: configs.filter((config) => inserted.includes(typeOf(config))),
    ofRoutes: overrides(manager.route_config),
  }
}

/** A filter's configuration, which an EnvoyFilter may write as a struct with the name of its type. */
function configOf({ typed_config: config }: Json): Json {
  if (!isObject(config)) return {}
  if (typeOf(config) !== 'TypedStruct') return config
  const value = config.value
  return { '@type': config.type_url, ...(isObject(value) ? value : {}) }
}

/** The settings of those filters that a route table, virtual host or route overrides. */
function overrides(routeConfig: unknown): readonly Json[] {
  const found: Json[] = []
  mapObjects(routeConfig, (object) => {
    const settings = object.typed_per_filter_config
    if (!isObject(settings)) return object
    const { name = null } = object
    for (const [filter, config] of Object.entries(settings))
      if (/local_ratelimit|buffer|header_mutation/.test(filter))
        found.push({ name, filter, config: configOf({ typed_config: config }) })
    return object
  })
  return found
}

export const managersOf = (listener: Json): readonly Json[] =>
  objects(listener.filter_chains)
    .flatMap((chain) => objects(chain.filters))
    .map(({ typed_config: config }) => (isObject(config) ? config : {}))

/** The filters that EnvoyFilters insert into each connection manager of the edge's listener. */
export const edgeFilters = (listener: Json): readonly Json[] =>
  managersOf(listener).map(insertedFilters)
