import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { isMap, over, type Values } from '../preflight/merge-values.ts'
import { nested } from './nested.ts'

/** With the mesh's resources, which `stoa` brings, and which come after most proxies. */
const meshConfigFile = 'charts/stoa/generated/mesh/base/mesh-config.yaml'

export const proxyConfigKey = 'proxy.istio.io/config'

/** What every proxy of the mesh starts with. */
export function proxyDefaults(root: string): Values {
  const { data } = parse(readFileSync(join(root, meshConfigFile), 'utf8')) as {
    data: { mesh: string }
  }
  return (parse(data.mesh) as { defaultConfig: Values }).defaultConfig
}

/**
 * Values that give pods the mesh's defaults as an annotation, below each key of `places`: a proxy takes them when it starts, where
 * the mesh configuration may come later or change. What the values of the release have there stands over it.
 */
export function proxyValues(places: readonly string[], values: Values, root: string): Values {
  const defaults = proxyDefaults(root)
  return places
    .map((place) => {
      const keys = place.split('.')
      const own = parse(String(at(values, [...keys, proxyConfigKey]) ?? '{}')) as Values
      return nested([...keys, proxyConfigKey], stringify(over(defaults, own), { lineWidth: 0 }))
    })
    .reduce<Values>(over, {})
}

const at = (values: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isMap(inner) ? inner[key] : undefined), values)
