import { isObject } from '../../model/objects.ts'
import { type Patch, patchesFor } from '../../model/patches-for.ts'
import { type Config, meshConfigSource, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { unwrapped } from './filter-config.ts'

interface Inserted {
  readonly name: string
  readonly config: Config
  /** True to insert it before the router, false to insert it first. */
  readonly last: boolean
}

const inserted = (scope: Scope): readonly Inserted[] =>
  patchesFor(scope.model, scope.workload)
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

/** Adds the filters that EnvoyFilters insert: at the start, or before the router. */
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

/** Filter configuration has its own discovery, so that a change applies to open connections. */
const discovered = ({ name, config }: Inserted): Config => ({
  name,
  config_discovery: { config_source: meshConfigSource, type_urls: [config['@type']] },
})

export const filterSettings = (scope: Scope): readonly Config[] =>
  inserted(scope).map(({ name, config }) =>
    typed('config.core.v3.TypedExtensionConfig', { name, typed_config: config }),
  )
