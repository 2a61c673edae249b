import type { Compiled } from '@stoa/mesh'
import { isObject, type Json, mapObjects, typeOf } from './json.ts'

/** Our compiled inbound listener, or the edge's, with its filters and routes inlined, so that it needs no discovery. */
export function ownInbound(
  { resources }: Pick<Compiled, 'resources'>,
  name: 'inbound' | 'edge' = 'inbound',
): Json {
  const named = (type: string) =>
    new Map(resources.filter((one) => typeOf(one) === type).map((one) => [one.name, one]))
  const filters = named('TypedExtensionConfig')
  const routes = named('RouteConfiguration')
  const listener = named('Listener').get(name)
  if (!listener) throw new Error(`the compiler makes no listener ${name}`)
  const { '@type': _, ...inlined } = mapObjects(listener, (object) => {
    if ('config_discovery' in object) {
      const filter = filters.get(object.name)
      return { name: object.name, typed_config: filter?.typed_config }
    }
    if (!isObject(object.rds)) return object
    const { rds, ...rest } = object
    const { '@type': __, ...route } = routes.get(rds.route_config_name) ?? {}
    return { ...rest, route_config: route }
  }) as Json
  return inlined
}
