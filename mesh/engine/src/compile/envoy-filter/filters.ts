import { type Config, meshConfigSource, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { isObject, unwrapped } from './filter-config.ts'
import { type Patch, patchesFor } from './patches-for.ts'

interface Inserted {
  readonly name: string
  readonly config: Config
  /** Before the router; else before everything. */
  readonly last: boolean
}

const inserted = (scope: Scope): readonly Inserted[] =>
  patchesFor(scope)
    .filter(({ patch }) => patch.applyTo === 'HTTP_FILTER')
    .map(({ patch: { match, patch } }: Patch) => {
      const { name = '', typed_config: config } = patch.value ?? {}
      return {
        name: String(name),
        config: isObject(config) ? unwrapped(config) : {},
        last:
          patch.operation === 'INSERT_BEFORE' &&
          match?.listener?.filterChain?.filter?.subFilter !== undefined,
      }
    })

/** The filters of a connection with those that EnvoyFilters add: first, or just before the router. */
export function withFilters(scope: Scope, filters: readonly Config[]): readonly Config[] {
  const own = inserted(scope)
  return [
    ...own
      .filter(({ last }) => !last)
      .map(discovered)
      .toReversed(),
    ...filters,
    ...own.filter(({ last }) => last).map(discovered),
  ]
}

/** Settings are asked for apart from the listener: a change of them counts for open connections. */
const discovered = ({ name, config }: Inserted): Config => ({
  name,
  config_discovery: { config_source: meshConfigSource, type_urls: [config['@type']] },
})

export const filterSettings = (scope: Scope): readonly Config[] =>
  inserted(scope).map(({ name, config }) =>
    typed('config.core.v3.TypedExtensionConfig', { name, typed_config: config }),
  )
