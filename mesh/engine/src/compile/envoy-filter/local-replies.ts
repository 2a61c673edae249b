import { isObject } from '../../model/objects.ts'
import { patchesFor } from '../../model/patches-for.ts'
import type { Config } from '../config.ts'
import type { Scope } from '../scope.ts'

/**
 * The responses that an Envoy makes itself, merged from all patches as Istio merges messages: lists
 * are appended, the fields of a format are replaced one by one.
 */
export function localReplies(scope: Scope): Config {
  const written = patchesFor(scope.model, scope.workload)
    .filter(({ patch }) => patch.applyTo === 'NETWORK_FILTER')
    .map(({ patch: { patch } }) => objectOf(objectOf(patch.value?.typed_config).local_reply_config))
  if (written.length === 0) return {}
  const mappers = written.flatMap((one) => (Array.isArray(one.mappers) ? one.mappers : []))
  const format = written.map((one) => objectOf(one.body_format)).reduce(mergedFormat, {})
  return {
    local_reply_config: {
      ...(mappers.length > 0 ? { mappers } : {}),
      ...(Object.keys(format).length > 0 ? { body_format: format } : {}),
    },
  }
}

const objectOf = (value: unknown): Config => (isObject(value) ? value : {})

const mergedFormat = (format: Config, more: Config): Config => ({
  ...format,
  ...more,
  ...(format.json_format !== undefined && more.json_format !== undefined
    ? { json_format: { ...objectOf(format.json_format), ...objectOf(more.json_format) } }
    : {}),
})
